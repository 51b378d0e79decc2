// How far the gates of a mixture lie apart, and how much its experts resemble each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/multi_task_model.h"
#include "train/layer_units.h"
#include "train/moments.h"

namespace mmoe {

struct MixtureActivity {
  std::string name;
  std::vector<std::string> experts, gates;  // names
  // By gate, by gate: the mean over rows of the total variation, half the sum of what weights
  // differ by. 0: the same, 1: no expert in common.
  std::vector<std::vector<double>> distance;
  // By expert, by expert: the correlation of their outputs, unit by unit as a mixture adds them,
  // over rows and units, each unit less its mean over rows. 1: copies but for a positive factor and
  // what is the same for every row. Not defined where one is still.
  std::vector<std::vector<std::optional<double>>> similarity;
  // By expert.
  std::vector<double> deviation;    // of its outputs over rows: root mean square over units
  std::vector<double> most_weight;  // the largest of its mean weights in the gates; empty without
  std::vector<UnitCount> units;     // of its last layer
};

class MixtureSums {
 public:
  explicit MixtureSums(const MultiTaskModel::Mixture& mixture) : mixture_(mixture) {}

  // What experts give for some rows, [rows, experts * width], and gates, [rows, gates * experts].
  void add_outputs(const at::Tensor& outputs);
  void add_weights(const at::Tensor& weights);

  // All but the units.
  MixtureActivity activity() const;

 private:
  at::Tensor covariance() const;

  const MultiTaskModel::Mixture& mixture_;
  Means outputs_, weights_;
  at::Tensor products_;   // [experts, experts]: of outputs, over rows and units
  at::Tensor distances_;  // [gates, gates]: total variations over rows
};

}  // namespace mmoe
