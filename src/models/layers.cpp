#include "models/layers.h"

#include "nn/columns.h"
#include "nn/gates.h"
#include "nn/layer_end.h"
#include "nn/linear.h"

namespace mmoe {

namespace {

std::vector<Source> split(const Source& all, const std::vector<OutputGroup>& groups) {
  std::vector<Source> sources;
  int64_t first = all.first;
  for (const OutputGroup& group : groups) {
    sources.push_back({all.node, first, group.copies * group.units});
    first += group.copies * group.units;
  }
  return sources;
}

}  // namespace

Inputs& LayerBuilder::inputs(const std::string& scope) {
  return inputs_.try_emplace(scope, model_, schema_, config_, scope, stream_.child(scope))
      .first->second;
}

std::vector<Source> LayerBuilder::first_layer(const std::string& name,
                                              const std::vector<OutputGroup>& groups) {
  Inputs& features = inputs(name);
  const std::vector<Source> further = features.further();
  std::vector<int64_t> widths;
  for (const Source& source : further) widths.push_back(source.width);
  const auto block = std::make_shared<FirstLayer>(features.first_layer_schema(), features.tables(),
                                                  widths, groups, config_.init, stream(name));
  return split(add(name, block, further), groups);
}

std::vector<Source> LayerBuilder::product(const std::string& name, Source in,
                                          const std::vector<OutputGroup>& groups) {
  const auto block =
      std::make_shared<GroupedLinear>(1, in.width, groups, config_.init, stream(name));
  return split(add(name, block, {in}), groups);
}

Source LayerBuilder::linear(const std::string& name, Source in, int64_t groups, int64_t units,
                            bool bias) {
  return add(name,
             std::make_shared<GroupedLinear>(groups, in.width / groups, units, bias, config_.init,
                                             stream_.child(name)),
             {in});
}

Source LayerBuilder::linear(const std::string& name, Source in, int64_t groups,
                            const OutputGroup& units) {
  return add(name,
             std::make_shared<GroupedLinear>(groups, in.width / groups, std::vector{units},
                                             config_.init, stream(name)),
             {in});
}

Source LayerBuilder::side_by_side(const std::string& name, const std::vector<Source>& parts) {
  Source all = parts[0];
  std::vector<int64_t> widths = {all.width};
  for (size_t i = 1; i < parts.size(); ++i) {
    const bool follows = parts[i].node == all.node && parts[i].first == all.first + all.width;
    if (follows && widths.size() == i) all.width += parts[i].width;
    widths.push_back(parts[i].width);
  }
  int64_t total = 0;
  for (const int64_t width : widths) total += width;
  return all.width == total ? all : add(name, Columns::side_by_side(widths), parts);
}

Source LayerBuilder::layer_end(const std::string& name, Source in, const MlpConfig& config) {
  const bool nothing =
      config.activation == Activation::none && !config.batch_norm && config.dropout == 0;
  const Source units = nothing ? in
                               : add(name + "_end",
                                     std::make_shared<LayerEnd>(in.width, config.activation,
                                                                config.batch_norm, config.dropout),
                                     {in});
  model_.layers.push_back({name, units, config.activation});
  return units;
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

Source LayerBuilder::finish_gates(const std::string& name, Source first,
                                  const std::vector<GateNames>& gates, const SoftmaxGate& config) {
  const auto count = static_cast<int64_t>(gates.size());
  const auto experts = static_cast<int64_t>(gates.front().experts.size());
  MlpConfig hidden;
  hidden.activation = config.activation;
  Source scores = first;
  for (size_t i = 0; i < config.hidden.size(); ++i) {
    const std::string layer = name + "_" + std::to_string(i);
    const bool last = i + 1 == config.hidden.size();
    const Source active = layer_end(layer, scores, hidden);
    scores = linear(name + "_" + std::to_string(i + 1), active, count,
                    last ? experts : config.hidden[i + 1], config.bias);
  }
  const Source weights =
      add(name,
          std::make_shared<SoftmaxGates>(count, experts, config.temperature, config.expert_dropout),
          {scores});
  for (const GateNames& gate : gates) {
    const Source own = {weights.node, (&gate - gates.data()) * experts, experts};
    model_.gates.push_back({gate.gate, own, gate.experts});
  }
  return weights;
}

Source LayerBuilder::mlp(const std::string& name, Source in, const MlpConfig& config) {
  Source last = in;
  for (size_t i = 0; i < config.hidden.size(); ++i) {
    const std::string layer = name + "_" + std::to_string(i);
    last = layer_end(layer, linear(layer, last, 1, config.hidden[i], true), config);
  }
  return last;
}

const TowerConfig& tower_of(const TaskConfig& task, const TowerConfig& standard) {
  const std::optional<TowerConfig>& own = base_of(task).tower;
  return own ? *own : standard;
}

}  // namespace mmoe
