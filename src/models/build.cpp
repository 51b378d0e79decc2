// The one list of models: each is a short graph of blocks.
#include "base/error.h"
#include "models/layers.h"
#include "nn/mixture.h"

namespace mmoe {

namespace {

struct ModelBuilder {
  MultiTaskModel& model;
  const std::vector<TaskConfig>& tasks;
  const Schema& schema;
  int64_t seed;

  void add_tower(LayerBuilder& layers, size_t task, Source in, const TowerConfig& standard) {
    const std::string name = "tower_" + base_of(tasks[task]).name;
    model.logits.push_back(layers.tower(name, in, tower_of(tasks[task], standard)));
  }

  // Towers right on the input, of tasks first .. end - 1: their first layers are one product.
  //  input -+-> tower of task 1
  //         +-> tower of task 2 ...
  void add_towers_on_input(LayerBuilder& layers, const std::string& input, size_t first, size_t end,
                           const TowerConfig& standard) {
    std::vector<OutputGroup> groups;
    for (size_t task = first; task < end; ++task) {
      groups.push_back({1, first_width_of(tower_of(tasks[task], standard))});
    }
    const std::vector<Source> sources = layers.first_layer(input, groups);
    for (size_t task = first; task < end; ++task) {
      model.logits.push_back(layers.finish_tower("tower_" + base_of(tasks[task]).name,
                                                 sources[task - first],
                                                 tower_of(tasks[task], standard)));
    }
  }

  //  input -> bottom -> tower        for each task on its own
  void operator()(const SingleTaskConfig& config) {
    LayerBuilder layers(model, schema, config, seed);
    for (size_t task = 0; task < tasks.size(); ++task) {
      const std::string name = base_of(tasks[task]).name;
      if (config.bottom.hidden.empty()) {
        add_towers_on_input(layers, "input_" + name, task, task + 1, config.tower);
        continue;
      }
      const auto first = layers.first_layer("input_" + name, {{1, config.bottom.hidden[0]}});
      add_tower(layers, task, layers.finish_mlps("bottom_" + name, first[0], 1, config.bottom),
                config.tower);
    }
  }

  //  input -> bottom -+-> tower of task 1
  //                   +-> tower of task 2 ...
  void operator()(const SharedBottomConfig& config) {
    LayerBuilder layers(model, schema, config, seed);
    if (config.bottom.hidden.empty()) {
      return add_towers_on_input(layers, "input", 0, tasks.size(), config.tower);
    }
    const auto first = layers.first_layer("input", {{1, config.bottom.hidden[0]}});
    const Source shared = layers.finish_mlps("bottom", first[0], 1, config.bottom);
    for (size_t task = 0; task < tasks.size(); ++task) {
      add_tower(layers, task, shared, config.tower);
    }
  }

  void operator()(const PleConfig&) { throw usage_error("not built yet"); }
  void operator()(const BackboneConfig&) { throw usage_error("not built yet"); }
  void operator()(const OmoeConfig& config) { mixture(config, 1); }
  void operator()(const MmoeConfig& config) { mixture(config, static_cast<int64_t>(tasks.size())); }

  //  input -+-> experts -+-> mixture 1 -> tower of task 1
  //         +-> gates ---+-> mixture 2 -> tower of task 2 ...
  // With a single gate every task takes the one mixture.
  void mixture(const MixtureConfig& config, int64_t gates) {
    LayerBuilder layers(model, schema, config, seed);
    const int64_t experts = config.experts.count;
    std::vector<OutputGroup> groups = {{experts, config.experts.hidden[0]}};
    const auto* softmax = std::get_if<SoftmaxGate>(&config.gate);
    if (softmax == nullptr) gates = 1;
    if (softmax != nullptr) {
      groups.push_back(
          {gates, softmax->hidden.empty() ? experts : softmax->hidden[0], softmax->bias});
    }
    const auto first = layers.first_layer("input", groups);
    std::vector<Source> mixed = {layers.finish_mlps("experts", first[0], experts, config.experts)};
    if (softmax != nullptr) {
      mixed.push_back(layers.finish_gates("gates", first[1], gates, experts, *softmax));
    }
    const int64_t width = config.experts.hidden.back();
    const Source all =
        layers.add("mixture", std::make_shared<Mixture>(gates, experts, width), mixed);
    for (size_t task = 0; task < tasks.size(); ++task) {
      const int64_t gate = gates == 1 ? 0 : static_cast<int64_t>(task);
      add_tower(layers, task, {all.node, gate * width, width}, config.tower);
    }
  }
};

}  // namespace

std::shared_ptr<MultiTaskModel> build_model(const ModelConfig& config,
                                            const std::vector<TaskConfig>& tasks,
                                            const Schema& schema, int64_t seed) {
  auto model = std::make_shared<MultiTaskModel>();
  std::visit(ModelBuilder{*model, tasks, schema, seed}, config);
  return model;
}

}  // namespace mmoe
