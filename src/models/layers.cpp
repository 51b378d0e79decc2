#include "models/layers.h"

#include "nn/feature_pooling.h"
#include "nn/gates.h"
#include "nn/layer_end.h"
#include "nn/linear.h"

namespace mmoe {

Inputs& LayerBuilder::inputs(const std::string& scope) {
  return inputs_
      .try_emplace(scope, model_, schema_, config_.groups, config_.init, scope,
                   stream_.child(scope))
      .first->second;
}

std::vector<Source> LayerBuilder::first_layer(const std::string& name,
                                              const std::vector<OutputGroup>& groups) {
  Inputs& features = inputs(name);
  const std::vector<Source> further = features.further();
  std::vector<int64_t> widths;
  for (const Source& source : further) widths.push_back(source.width);
  const Source all =
      add(name,
          std::make_shared<FirstLayer>(features.first_layer_schema(), features.tables(), widths,
                                       groups, config_.init, stream_.child(name)),
          further);
  std::vector<Source> sources;
  int64_t first = 0;
  for (const OutputGroup& group : groups) {
    sources.push_back({all.node, first, group.copies * group.units});
    first += group.copies * group.units;
  }
  return sources;
}

Source LayerBuilder::linear(const std::string& name, Source in, int64_t groups, int64_t units,
                            bool bias) {
  return add(name,
             std::make_shared<GroupedLinear>(groups, in.width / groups, units, bias, config_.init,
                                             stream_.child(name)),
             {in});
}

Source LayerBuilder::layer_end(const std::string& name, Source in, const MlpConfig& config) {
  const bool nothing =
      config.activation == Activation::none && !config.batch_norm && config.dropout == 0;
  if (nothing) return in;
  return add(
      name + "_end",
      std::make_shared<LayerEnd>(in.width, config.activation, config.batch_norm, config.dropout),
      {in});
}

Source LayerBuilder::finish_mlps(const std::string& name, Source first, int64_t groups,
                                 const MlpConfig& config) {
  Source last = layer_end(name + "_0", first, config);
  for (size_t i = 1; i < config.hidden.size(); ++i) {
    const std::string layer = name + "_" + std::to_string(i);
    last = layer_end(layer, linear(layer, last, groups, config.hidden[i], true), config);
  }
  return last;
}

Source LayerBuilder::finish_gates(const std::string& name, Source first, int64_t gates,
                                  int64_t experts, const SoftmaxGate& config) {
  MlpConfig hidden;
  hidden.activation = config.activation;
  Source scores = first;
  for (size_t i = 0; i < config.hidden.size(); ++i) {
    const std::string layer = name + "_" + std::to_string(i);
    const bool last = i + 1 == config.hidden.size();
    const Source active = layer_end(layer, scores, hidden);
    scores = linear(name + "_" + std::to_string(i + 1), active, gates,
                    last ? experts : config.hidden[i + 1], config.bias);
  }
  return add(name, std::make_shared<SoftmaxGates>(gates, experts), {scores});
}

Source LayerBuilder::tower(const std::string& name, Source in, const MlpConfig& config) {
  if (config.hidden.empty()) return linear(name + "_logit", in, 1, 1, true);
  return finish_tower(name, linear(name + "_0", in, 1, config.hidden[0], true), config);
}

Source LayerBuilder::finish_tower(const std::string& name, Source first, const MlpConfig& config) {
  if (config.hidden.empty()) {
    // A node of its own: its gradient comes from outside.
    const std::vector<int64_t> widths = {first.width};
    return add(name + "_logit",
               std::make_shared<FeaturePooling>(GroupPooling::concat, widths, 1, 0), {first});
  }
  return linear(name + "_logit", finish_mlps(name, first, 1, config), 1, 1, true);
}

int64_t first_width_of(const MlpConfig& tower) {
  return tower.hidden.empty() ? 1 : tower.hidden[0];
}

const TowerConfig& tower_of(const TaskConfig& task, const TowerConfig& standard) {
  const std::optional<TowerConfig>& own = base_of(task).tower;
  return own ? *own : standard;
}

}  // namespace mmoe
