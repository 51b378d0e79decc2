#include "nn/block.h"

#include <ATen/ops/empty.h>

namespace mmoe {

at::Tensor& Call::keep(size_t slot, at::IntArrayRef shape, const at::TensorOptions& options) {
  if (kept_.size() <= slot) kept_.resize(slot + 1);
  if (!kept_[slot].defined()) kept_[slot] = at::empty(shape, options);
  return kept_[slot];
}

}  // namespace mmoe
