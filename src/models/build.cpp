// The one list of models: each is a short graph of blocks.
#include "models/backbone.h"
#include "models/heads.h"
#include "models/mixtures.h"

namespace mmoe {

namespace {

// What models have in common: tasks that are no products of others have towers, and so an input.
struct ModelBuilder {
  MultiTaskModel& model;
  const std::vector<TaskConfig>& tasks;
  LayerBuilder layers;
  std::vector<std::string> towers;  // names of the tasks that have one
  std::vector<TowerInput> inputs;   // by task

  ModelBuilder(MultiTaskModel& to, const ModelBase& config, const std::vector<TaskConfig>& all,
               const Schema& schema, int64_t seed)
      : model(to), tasks(all), layers(to, schema, config, seed), inputs(all.size()) {
    for (const TaskConfig& task : tasks) {
      if (has_tower(config, task)) towers.push_back(base_of(task).name);
    }
  }

  static bool has_tower(const ModelBase& config, const TaskConfig& task) {
    return product_of(config.relations, base_of(task).name) == nullptr;
  }

  // `sources`: by tower.
  void add_towers(const ModelBase& config, const std::vector<Source>& sources) {
    size_t next = 0;
    for (size_t task = 0; task < tasks.size(); ++task) {
      if (has_tower(config, tasks[task])) inputs[task] = {sources[next++]};
    }
    add_heads(model, layers, config, tasks, inputs);
  }

  // Towers right on the input: the first layers of those from task `first` to the one before `end`
  // are one product.
  void put_on_input(const BottomModelConfig& config, const std::string& input, size_t first,
                    size_t end) {
    std::vector<OutputGroup> groups;
    std::vector<TowerInput*> places;
    for (size_t task = first; task < end; ++task) {
      if (!has_tower(config, tasks[task])) continue;
      groups.push_back({1, first_width_of(tasks[task], config.tower)});
      places.push_back(&inputs[task]);
    }
    if (groups.empty()) return;
    const std::vector<Source> sources = layers.first_layer(input, groups);
    for (size_t i = 0; i < places.size(); ++i) *places[i] = {sources[i], /*is_first_layer=*/true};
  }

  Source bottom(const BottomConfig& config, const std::string& input, const std::string& name) {
    const auto first = layers.first_layer(input, {{1, config.hidden[0]}});
    return layers.finish_mlps(name, first[0], 1, config);
  }

  InputProduct input() {
    return [this](const std::vector<OutputGroup>& groups) {
      return layers.first_layer("input", groups);
    };
  }

  //  input -> bottom -> tower        for each task on its own
  void operator()(const SingleTaskConfig& config) {
    for (size_t task = 0; task < tasks.size(); ++task) {
      const std::string& name = base_of(tasks[task]).name;
      if (config.bottom.hidden.empty()) {
        put_on_input(config, "input_" + name, task, task + 1);
      } else if (has_tower(config, tasks[task])) {
        inputs[task] = {bottom(config.bottom, "input_" + name, "bottom_" + name)};
      }
    }
    add_heads(model, layers, config, tasks, inputs);
  }

  //  input -> bottom -+-> tower of task 1
  //                   +-> tower of task 2 ...
  void operator()(const SharedBottomConfig& config) {
    if (config.bottom.hidden.empty()) {
      put_on_input(config, "input", 0, tasks.size());
      return add_heads(model, layers, config, tasks, inputs);
    }
    const Source shared = bottom(config.bottom, "input", "bottom");
    add_towers(config, std::vector<Source>(towers.size(), shared));
  }

  //  input -+-> experts -+-> mixture -+-> tower of task 1
  //         +-> gate ----+            +-> tower of task 2 ...
  void operator()(const OmoeConfig& config) {
    const Source mixed = add_mixtures(layers, "", config, {"all"}, input())[0];
    add_towers(config, std::vector<Source>(towers.size(), mixed));
  }

  //  input -+-> experts -+-> mixture 1 -> tower of task 1
  //         +-> gates ---+-> mixture 2 -> tower of task 2 ...
  void operator()(const MmoeConfig& config) {
    add_towers(config, add_mixtures(layers, "", config, towers, input()));
  }

  //  input -> level 0 -> level 1 ... -+-> tower of task 1
  //                                   +-> tower of task 2 ...
  void operator()(const PleConfig& config) {
    add_towers(config, add_levels(layers, "", "", config, towers, input()));
  }

  void operator()(const BackboneConfig& config) {
    add_towers(config, add_backbone(layers, config, towers));
  }
};

}  // namespace

std::shared_ptr<MultiTaskModel> build_model(const ModelConfig& config,
                                            const std::vector<TaskConfig>& tasks,
                                            const Schema& schema, int64_t seed) {
  auto model = std::make_shared<MultiTaskModel>();
  std::visit(ModelBuilder(*model, base_of(config), tasks, schema, seed), config);
  return model;
}

}  // namespace mmoe
