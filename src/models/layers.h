// Stacks of blocks that all models are made of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/task_config.h"
#include "models/inputs.h"
#include "models/multi_task_model.h"
#include "nn/first_layer.h"

namespace mmoe {

class LayerBuilder {
 public:
  LayerBuilder(MultiTaskModel& model, const Schema& schema, const ModelBase& config, int64_t seed)
      : model_(model),
        schema_(schema),
        config_(config),
        stream_(static_cast<uint64_t>(seed), "init") {}

  // The features, by group; another scope has tables of its own.
  Inputs& inputs(const std::string& scope = "input");

  // The product over all features, or over all groups side by side, that all given groups of
  // columns share; a source for each group. `name` is the scope of its inputs.
  std::vector<Source> first_layer(const std::string& name, const std::vector<OutputGroup>& groups);

  // What remains of `groups` equal MLPs whose first linear layer is `first`:
  // [rows, groups * hidden[0]] -> [rows, groups * hidden.back()].
  Source finish_mlps(const std::string& name, Source first, int64_t groups,
                     const MlpConfig& config);

  // Softmax over `experts` scores for each of `gates`, from the gates' share of the first layer.
  Source finish_gates(const std::string& name, Source first, int64_t gates, int64_t experts,
                      const SoftmaxGate& config);

  // A task's own layers and its logit: [rows, width] -> [rows, 1].
  Source tower(const std::string& name, Source in, const MlpConfig& config);
  // What remains of one whose first linear layer is `first`, of width first_width_of(config).
  Source finish_tower(const std::string& name, Source first, const MlpConfig& config);

  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs) {
    return model_.add(name, std::move(block), std::move(inputs));
  }

 private:
  Source linear(const std::string& name, Source in, int64_t groups, int64_t units, bool bias);
  Source layer_end(const std::string& name, Source in, const MlpConfig& config);

  MultiTaskModel& model_;
  const Schema& schema_;
  const ModelBase& config_;
  RandomStream stream_;
  std::map<std::string, Inputs> inputs_;  // by scope
};

// Units of a tower's first linear layer.
int64_t first_width_of(const MlpConfig& tower);

// The tower of a task: its own, or the model's.
const TowerConfig& tower_of(const TaskConfig& task, const TowerConfig& standard);

}  // namespace mmoe
