// Progressive layered extraction (Tang et al. 2020), level by level:
//
//   input of task 1 -+-> experts of task 1 ---> mixture of task 1
//                    +-> gate of task 1 ------>   own experts and shared ones
//   input of task 2 ...
//   shared input ----+-> shared experts ------> shared mixture
//                    +-> shared gate --------->   all experts
//
// Experts lie in the order of tasks, the shared ones last, and one Mixture takes them all: what a
// gate does not see has the weight 0. On the first level all inputs are one.
#include "models/mixtures.h"
#include "nn/columns.h"
#include "nn/gates.h"
#include "nn/mixture.h"

namespace mmoe {

namespace {

class Level {
 public:
  Level(LayerBuilder& layers, std::string name, const CgcLevelConfig& config,
        const SoftmaxGate* gate, const std::vector<std::string>& tasks, bool has_shared_gate)
      : layers_(layers),
        name_(std::move(name)),
        config_(config),
        gate_(gate),
        task_names_(tasks),
        tasks_(static_cast<int64_t>(tasks.size())),
        has_shared_gate_(has_shared_gate) {}

  // From one input for all. Reports call the gates `names`, the shared one last.
  Source on_one_input(const InputProduct& product, const std::vector<std::string>& names) {
    std::vector<OutputGroup> groups = {{all_experts(), config_.hidden[0]}};
    if (gate_ != nullptr) {
      groups.push_back(scores(tasks_, seen()));
      if (has_shared_gate_) groups.push_back(scores(1, all_experts()));
    }
    const std::vector<Source> first = product(groups);
    return mix(first[0], {first.begin() + 1, first.end()}, names);
  }

  // From what the level before gave each task, in order, and then the shared experts.
  Source on_level(const Source& before, int64_t width, const std::vector<std::string>& names) {
    const Source own = {before.node, before.first, tasks_ * width};
    const Source shared = {before.node, before.first + own.width, width};
    std::vector<Source> experts, first_scores;
    if (config_.per_task > 0) {
      experts.push_back(layers_.linear(name_ + "own_experts", own, tasks_,
                                       {config_.per_task, config_.hidden[0]}));
    }
    if (config_.shared > 0) {
      experts.push_back(
          layers_.linear(name_ + "shared_experts", shared, 1, {config_.shared, config_.hidden[0]}));
    }
    if (gate_ != nullptr) {
      const auto add_scores = [&](const std::string& which, const Source& in, OutputGroup group) {
        const int64_t inputs = group.copies;
        group.copies = 1;
        first_scores.push_back(layers_.linear(name_ + which + "_scores", in, inputs, group));
      };
      add_scores("own", own, scores(tasks_, seen()));
      if (has_shared_gate_) add_scores("shared", shared, scores(1, all_experts()));
    }
    return mix(layers_.side_by_side(name_ + "all_experts", experts), first_scores, names);
  }

 private:
  int64_t all_experts() const { return tasks_ * config_.per_task + config_.shared; }
  int64_t seen() const { return config_.per_task + config_.shared; }  // by a task's gate
  int64_t gates() const { return tasks_ + (has_shared_gate_ ? 1 : 0); }

  OutputGroup scores(int64_t count, int64_t experts) const {
    return {count, gate_->hidden.empty() ? experts : gate_->hidden[0], gate_->bias};
  }

  Source mix(const Source& first_experts, const std::vector<Source>& first_scores,
             const std::vector<std::string>& names) {
    const Source experts =
        layers_.finish_mlps(name_ + "experts", first_experts, all_experts(), config_);
    const Source weights = spread(add_gates(first_scores, names));
    const bool is_gated = gate_ != nullptr;
    layers_.tell({name_ + "experts", expert_names(task_names_),
                  is_gated ? std::vector(names.begin(), names.begin() + gates())
                           : std::vector<std::string>(),
                  experts, is_gated ? weights : Source()});
    return layers_.add(name_ + "mixture",
                       std::make_shared<Mixture>(gates(), all_experts(), config_.hidden.back()),
                       {experts, weights});
  }

  // Of the experts of these tasks and the shared ones.
  std::vector<std::string> expert_names(const std::vector<std::string>& tasks) const {
    std::vector<std::string> names;
    const auto add = [&](const std::string& owner, int64_t count) {
      for (int64_t i = 0; i < count; ++i) names.push_back(owner + "." + std::to_string(i));
    };
    for (const std::string& task : tasks) add(task, config_.per_task);
    add("shared", config_.shared);
    return names;
  }

  // The weights of the tasks' gates, and of the shared one.
  std::vector<Source> add_gates(const std::vector<Source>& first_scores,
                                const std::vector<std::string>& names) {
    const auto add = [&](const std::string& which, size_t input,
                         const std::vector<GateNames>& gates) {
      if (gate_ != nullptr) {
        return layers_.finish_gates(name_ + which, first_scores[input], gates, *gate_);
      }
      const auto count = static_cast<int64_t>(gates.size());
      const auto experts = static_cast<int64_t>(gates.front().experts.size());
      return layers_.add(name_ + which, std::make_shared<EqualGates>(count, experts), {});
    };
    std::vector<GateNames> of_tasks;
    for (size_t task = 0; task < task_names_.size(); ++task) {
      of_tasks.push_back({names[task], expert_names({task_names_[task]})});
    }
    std::vector<Source> all = {add("gates", 0, of_tasks)};
    if (has_shared_gate_) {
      all.push_back(add("shared_gate", 1, {{names[of_tasks.size()], expert_names(task_names_)}}));
    }
    return all;
  }

  // From the experts that each gate sees to all of them.
  Source spread(const std::vector<Source>& weights) {
    if (config_.per_task == 0) return layers_.side_by_side(name_ + "all_gates", weights);
    const int64_t own = config_.per_task, all = all_experts();
    std::vector<Columns::Move> moves;
    for (int64_t task = 0; task < tasks_; ++task) {
      moves.push_back({0, task * seen(), task * all + task * own, own});
      moves.push_back({0, task * seen() + own, task * all + tasks_ * own, config_.shared});
    }
    if (has_shared_gate_) moves.push_back({1, 0, tasks_ * all, all});
    return layers_.add(name_ + "all_gates", std::make_shared<Columns>(gates() * all, moves),
                       weights);
  }

  LayerBuilder& layers_;
  std::string name_;
  const CgcLevelConfig& config_;
  const SoftmaxGate* gate_;
  const std::vector<std::string>& task_names_;
  int64_t tasks_;
  bool has_shared_gate_;
};

}  // namespace

std::vector<Source> add_levels(LayerBuilder& layers, const std::string& prefix,
                               const std::string& report, const PleOptions& options,
                               const std::vector<std::string>& tasks, const InputProduct& product) {
  const auto count = static_cast<int64_t>(tasks.size());
  const auto* gate = std::get_if<SoftmaxGate>(&options.gate);
  Source last;
  int64_t width = 0;
  for (size_t i = 0; i < options.levels.size(); ++i) {
    const CgcLevelConfig& config = options.levels[i];
    bool has_shared_gate = false;  // where a later level has shared experts
    for (size_t k = i + 1; k < options.levels.size(); ++k) {
      has_shared_gate |= options.levels[k].shared > 0;
    }
    const std::string level = "level_" + std::to_string(i);
    std::vector<std::string> names;
    for (const std::string& task : tasks) names.push_back(report + level + "." + task);
    names.push_back(report + level + ".shared");
    Level builder(layers, prefix + level + "_", config, gate, tasks, has_shared_gate);
    last = i == 0 ? builder.on_one_input(product, names) : builder.on_level(last, width, names);
    width = config.hidden.back();
  }
  std::vector<Source> by_task;
  for (int64_t task = 0; task < count; ++task) {
    by_task.push_back({last.node, task * width, width});
  }
  return by_task;
}

}  // namespace mmoe
