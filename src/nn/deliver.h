// How a block that writes its backward in tensor operations leaves an input's gradient.
#pragma once

#include "nn/block.h"

namespace mmoe {

// `value` may be of any shape that expands to the gradient's.
inline void deliver(const at::Tensor& value, const at::Tensor& to, bool add) {
  if (add) {
    to.add_(value);
  } else {
    to.copy_(value);
  }
}
inline void deliver(const at::Tensor& value, const Gradient& gradient) {
  deliver(value, gradient.to, gradient.add);
}

}  // namespace mmoe
