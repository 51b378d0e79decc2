#include "train/layer_units.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "train/activity_thresholds.h"

namespace mmoe {

namespace {

using thresholds::kLeastActive;
using thresholds::kMostActive;
using thresholds::kStill;

bool is_bent_at_zero(Activation activation) {
  return activation == Activation::relu || activation == Activation::leaky_relu;
}

}  // namespace

UnitCount count_units(const LayerUnits& layer) {
  return {static_cast<int64_t>(layer.live.size()), std::ranges::count(layer.live, true)};
}

std::vector<UnitCount> count_in_parts(const LayerUnits& layer, size_t parts) {
  const size_t width = layer.live.size() / parts;
  std::vector<UnitCount> counts(parts, {static_cast<int64_t>(width), 0});
  for (size_t i = 0; i < layer.live.size(); ++i) counts[i / width].live += layer.live[i] ? 1 : 0;
  return counts;
}

void LayerSums::add(const at::Tensor& outputs) {
  if (is_bent_at_zero(layer_.activation)) {
    active_.add((outputs > 0).to(at::kFloat));  // counts of a block's rows are exact
  } else {
    outputs_.add(outputs.to(at::kDouble));
  }
}

LayerUnits LayerSums::units() const {
  LayerUnits units{layer_.name, {}};
  if (is_bent_at_zero(layer_.activation)) {
    for (const double share : numbers(active_.mean())) {
      units.live.push_back(share >= kLeastActive && share <= kMostActive);
    }
  } else {
    for (const double deviation : outputs_.deviations()) units.live.push_back(deviation > kStill);
  }
  return units;
}

}  // namespace mmoe
