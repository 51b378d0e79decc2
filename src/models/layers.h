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

// What reports call a gate and the experts it weighs.
struct GateNames {
  std::string gate;
  std::vector<std::string> experts;
};

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

  // The same product over what another block gives.
  std::vector<Source> product(const std::string& name, Source in,
                              const std::vector<OutputGroup>& groups);

  // Softmax over the scores of the experts of each gate, from the gates' share of the first layer.
  // All gates have as many experts.
  Source finish_gates(const std::string& name, Source first, const std::vector<GateNames>& gates,
                      const SoftmaxGate& config);

  // [rows, width] -> [rows, hidden.back()]; the input itself without layers.
  Source mlp(const std::string& name, Source in, const MlpConfig& config);

  // [rows, groups * inputs] -> [rows, groups * units]
  Source linear(const std::string& name, Source in, int64_t groups, int64_t units, bool bias);
  Source linear(const std::string& name, Source in, int64_t groups, const OutputGroup& units);

  // All columns in order: without a block where they already lie so.
  Source side_by_side(const std::string& name, const std::vector<Source>& parts);

  // Where a block with this name draws its initial numbers from.
  RandomStream stream(const std::string& name) const { return stream_.child(name); }
  Init init() const { return config_.init; }

  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs) {
    return model_.add(name, std::move(block), std::move(inputs));
  }
  // Tells reports of a mixture.
  void tell(MultiTaskModel::Mixture mixture) { model_.mixtures.push_back(std::move(mixture)); }

 private:
  Source layer_end(const std::string& name, Source in, const MlpConfig& config);

  MultiTaskModel& model_;
  const Schema& schema_;
  const ModelBase& config_;
  RandomStream stream_;
  std::map<std::string, Inputs> inputs_;  // by scope
};

// The tower of a task: its own, or the model's.
const TowerConfig& tower_of(const TaskConfig& task, const TowerConfig& standard);

}  // namespace mmoe
