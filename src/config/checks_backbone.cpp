#include <algorithm>

#include "config/checker.h"
#include "config/cycle.h"

namespace mmoe {

namespace {

bool is_by_task(const BlockConfig& block) {
  return std::holds_alternative<MmoeBlock>(block) || std::holds_alternative<PleBlock>(block);
}

// `BLOCK` of `BLOCK.TASK`.
std::string block_of(const std::string& name) { return name.substr(0, name.find('.')); }

class BackboneCheck {
 public:
  BackboneCheck(Checker& check, const BackboneConfig& config, const std::vector<TaskConfig>& tasks)
      : check_(check), config_(config) {
    for (const TaskConfig& task : tasks) {
      const std::string& name = base_of(task).name;
      tasks_.push_back(name);
      if (product_of(config.relations, name) == nullptr) towers_.push_back(name);
    }
    for (const BlockConfig& block : config.blocks) blocks_.push_back(base_of(block).name);
    inputs_ = {"features"};
    for (const GroupConfig& group : config.groups) inputs_.push_back(group.name);
  }

  void run() {
    for (size_t i = 0; i < blocks_.size(); ++i) check_name(i);
    inputs_.insert(inputs_.end(), blocks_.begin(), blocks_.end());
    for (size_t i = 0; i < blocks_.size(); ++i) {
      check_inputs(i);
      check_options(path(i), config_.blocks[i]);
    }
    check_outputs();
    // What follows asks for blocks that can be told apart.
    if (!found_any_) check_circle();
    if (!found_any_) check_use();
  }

 private:
  static std::string path(size_t block) { return "model.blocks." + std::to_string(block); }

  void add(const std::string& place, const std::string& message) {
    found_any_ = true;
    check_.add(place, message);
  }

  void check_name(size_t i) {
    const std::string& name = blocks_[i];
    const auto before = blocks_.begin() + static_cast<std::ptrdiff_t>(i);
    if (!check_identifier(check_, path(i) + ".name", name)) {
      found_any_ = true;
    } else if (std::find(blocks_.begin(), before, name) != before) {
      add(path(i) + ".name", "two blocks are named " + quote(name));
    } else if (std::ranges::count(inputs_, name) > 0) {
      add(path(i) + ".name", quote(name) + " is the name of a feature group");
    }
  }

  void check_inputs(size_t i) {
    const std::vector<std::string>& inputs = base_of(config_.blocks[i]).inputs.values;
    const std::string place = path(i) + ".inputs";
    for (const std::string& input : inputs) {
      check_source(place, "the block " + quote(blocks_[i]), input, inputs_,
                   "feature group or block");
    }
  }

  // `NAME` or `BLOCK.TASK`, where `user` takes it.
  void check_source(const std::string& place, const std::string& user, const std::string& name,
                    const std::vector<std::string>& known, const std::string& what) {
    const std::string block = block_of(name);
    if (std::ranges::count(known, block) == 0) {
      return add(place, user + " takes " + quote(name) + ", but no " + what + " is named " +
                            quote(block) + did_you_mean(block, known));
    }
    if (block == name) return;
    const auto found = std::ranges::find(blocks_, block);
    const auto position = static_cast<size_t>(found - blocks_.begin());
    if (found == blocks_.end() || !is_by_task(config_.blocks[position])) {
      return add(place, user + " takes " + quote(name) + ", but only blocks of type mmoe or ple " +
                            "have an output for each task");
    }
    check_tower(place, name.substr(block.size() + 1));
  }

  void check_tower(const std::string& place, const std::string& task) {
    if (std::ranges::count(tasks_, task) == 0) {
      add(place, "no task is named " + quote(task) + did_you_mean(task, tasks_));
    } else if (std::ranges::count(towers_, task) == 0) {
      add(place, "the task " + quote(task) + " is a product of others and has no tower");
    }
  }

  void check_options(const std::string& place, const BlockConfig& block) {
    if (const auto* mlp = std::get_if<MlpBlock>(&block); mlp && mlp->hidden.empty()) {
      add(place + ".hidden", "the block " + quote(mlp->name) + " needs at least one layer");
    }
    if (const auto* moe = std::get_if<MoeBlock>(&block)) check_mixture(check_, place, *moe);
    if (const auto* mmoe = std::get_if<MmoeBlock>(&block)) check_mixture(check_, place, *mmoe);
    if (const auto* ple = std::get_if<PleBlock>(&block)) check_levels(check_, place, *ple);
  }

  void check_outputs() {
    for (const auto& [task, block] : config_.outputs.entries) {
      const std::string place = task.empty() ? "model.outputs" : "model.outputs." + task;
      if (!task.empty()) check_tower("model.outputs", task);
      check_source(place, task.empty() ? "model.outputs" : "the task " + quote(task), block,
                   blocks_, "block");
    }
    for (const std::string& task : towers_) {
      if (config_.output_of(task).empty()) {
        add("model.outputs", "no block for the task " + quote(task));
      }
    }
  }

  void check_circle() {
    Dependencies dependencies;
    for (const BlockConfig& block : config_.blocks) {
      std::vector<std::string>& on = dependencies[base_of(block).name];
      for (const std::string& input : base_of(block).inputs.values) on.push_back(block_of(input));
    }
    const std::string circle = find_circle(dependencies);
    if (!circle.empty()) add("model.blocks", "the inputs of blocks go in a circle: " + circle);
  }

  void check_use() {
    std::vector<std::string> used;
    for (const std::string& task : towers_) used.push_back(block_of(config_.output_of(task)));
    for (const BlockConfig& block : config_.blocks) {
      for (const std::string& input : base_of(block).inputs.values) used.push_back(block_of(input));
    }
    for (size_t i = 0; i < blocks_.size(); ++i) {
      if (std::ranges::count(used, blocks_[i]) > 0) continue;
      add(path(i), "nobody takes what the block " + quote(blocks_[i]) +
                       " gives; name it in `outputs` or in another block's `inputs`");
    }
  }

  Checker& check_;
  const BackboneConfig& config_;
  std::vector<std::string> tasks_, towers_;   // all tasks; those with a tower
  std::vector<std::string> blocks_, inputs_;  // names: of blocks; of all that a block can take
  bool found_any_ = false;
};

}  // namespace

void check_backbone(Checker& check, const BackboneConfig& config,
                    const std::vector<TaskConfig>& tasks) {
  BackboneCheck(check, config, tasks).run();
}

}  // namespace mmoe
