// The parameters that several tasks train: where methods that compare tasks' gradients look.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "models/multi_task_model.h"
#include "nn/parameter_store.h"

namespace mmoe {

// All parameters but tables of the blocks that the logits of at least two tasks are made from. A
// block counts as a whole.
class SharedParameters {
 public:
  SharedParameters(const MultiTaskModel& model, const ParameterStore& store);

  // Elements of a flat buffer, padding between parameters among them, ascending.
  struct Range {
    int64_t first, size;
  };
  const std::vector<Range>& ranges() const { return ranges_; }
  int64_t size() const { return size_; }  // elements of all ranges

  // Adds their gradients, taken out of a flat one, where they become zero, to `sums` [size()].
  void take(at::Tensor flat, at::Tensor sums) const;
  // Puts these [size()] there again.
  void put(const at::Tensor& gradients, at::Tensor flat) const;

 private:
  std::vector<Range> ranges_;
  int64_t size_ = 0;
};

}  // namespace mmoe
