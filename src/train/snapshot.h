// The weights and buffers of a model as they were at one step of training.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

#include "models/multi_task_model.h"
#include "nn/named_tensors.h"
#include "nn/parameter_store.h"

namespace mmoe {

class Snapshot {
 public:
  // In place of an earlier one.
  void take(const MultiTaskModel& model, const ParameterStore& store);
  void forget() { kept_.clear(); }
  bool empty() const { return kept_.empty(); }
  // Into the tensors it was taken from.
  void put_back() const;

  // What is kept, to be saved and restored: named by position.
  NamedTensors tensors() const;

 private:
  std::vector<std::pair<at::Tensor, at::Tensor>> kept_;  // a tensor, what was in it
};

}  // namespace mmoe
