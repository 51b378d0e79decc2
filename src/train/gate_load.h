// How gates share rows out among experts.
#pragma once

#include <string>
#include <vector>

#include "models/multi_task_model.h"
#include "nn/pass.h"

namespace mmoe {

// Of one gate over many rows.
struct GateLoad {
  std::string gate;
  std::vector<double> weight;   // by expert: its mean weight
  std::vector<double> largest;  // by expert: share of the rows in which its weight is the largest
  double entropy = 0;           // mean over rows, 0: all weight on one expert, 1: on all alike
};

class GateLoads {
 public:
  explicit GateLoads(const MultiTaskModel& model);

  // The first rows of a pass that has run forward.
  void add(const Pass& pass, int64_t rows);

  // Of each gate of the model; nothing without rows.
  std::vector<GateLoad> means() const;

 private:
  const MultiTaskModel& model_;
  std::vector<GateLoad> sums_;
  double rows_ = 0;
};

// Of each member's gates; those of several are "members.<number>.<gate>". The experts of members
// have nothing in common, so a mean over members would say nothing.
std::vector<GateLoad> means_by_member(const std::vector<GateLoads>& members);

}  // namespace mmoe
