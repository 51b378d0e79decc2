// How gates share rows out among experts.
#pragma once

#include <string>
#include <vector>

#include "models/multi_task_model.h"
#include "train/moments.h"

namespace mmoe {

// Of one gate over many rows.
struct GateLoad {
  std::string gate;
  std::vector<std::string> experts;
  std::vector<double> weight;     // by expert: its mean weight
  std::vector<double> deviation;  // by expert: of its weight over rows
  std::vector<double> largest;    // by expert: share of the rows in which its weight is the largest
  double entropy = 0;             // mean over rows, 0: all weight on one expert, 1: on all alike
};

class GateSums {
 public:
  explicit GateSums(const MultiTaskModel::Gate& gate) : gate_(gate) {}

  // Its weights in some rows, [rows, experts].
  void add(const at::Tensor& rows);

  GateLoad load() const;

 private:
  const MultiTaskModel::Gate& gate_;
  Moments weights_;
  at::Tensor largest_;  // rows, by expert
  double entropy_ = 0;
};

}  // namespace mmoe
