// Stacks of blocks that all models are made of.
#pragma once

#include <string>
#include <vector>

#include "config/task_config.h"
#include "models/multi_task_model.h"
#include "nn/first_layer.h"

namespace mmoe {

class LayerBuilder {
 public:
  LayerBuilder(MultiTaskModel& model, const Schema& schema, Init init, int64_t seed)
      : model_(model), schema_(schema), init_(init), stream_(static_cast<uint64_t>(seed), "init") {}

  // The product that all given groups of columns share; a source for each group.
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

  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs) {
    return model_.add(name, std::move(block), std::move(inputs));
  }

 private:
  Source linear(const std::string& name, Source in, int64_t groups, int64_t units, bool bias);
  Source layer_end(const std::string& name, Source in, const MlpConfig& config);

  MultiTaskModel& model_;
  const Schema& schema_;
  Init init_;
  RandomStream stream_;
};

// The tower of a task: its own, or the model's.
const TowerConfig& tower_of(const TaskConfig& task, const TowerConfig& standard);

}  // namespace mmoe
