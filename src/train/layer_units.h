// Which units of a hidden layer do something.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/multi_task_model.h"
#include "train/moments.h"

namespace mmoe {

// A unit of relu or leaky_relu is live if its output is above zero on some rows and not on all;
// any other if its output varies over rows. (activity_thresholds.h says how much.)
struct LayerUnits {
  std::string name;
  std::vector<bool> live;  // by unit
};

// Of units, how many are live.
struct UnitCount {
  int64_t units = 0, live = 0;
  bool operator==(const UnitCount&) const = default;
};
UnitCount count_units(const LayerUnits& layer);
// The same of each of so many equal parts of the layer, such as experts.
std::vector<UnitCount> count_in_parts(const LayerUnits& layer, size_t parts);

class LayerSums {
 public:
  explicit LayerSums(const MultiTaskModel::Layer& layer) : layer_(layer) {}

  // What its units give for some rows, [rows, units].
  void add(const at::Tensor& outputs);

  LayerUnits units() const;

 private:
  const MultiTaskModel::Layer& layer_;
  // Only what the activation asks for.
  Moments outputs_;
  Means active_;  // of 1 above zero, else 0
};

}  // namespace mmoe
