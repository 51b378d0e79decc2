#include "losses/order_penalty.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>

namespace mmoe {

void add_order_penalty(const at::Tensor& logits, const at::Tensor& before, double scale,
                       at::Tensor& d_logits, at::Tensor& d_before) {
  const at::Tensor p = at::sigmoid(logits), p_before = at::sigmoid(before);
  const at::Tensor is_above = (p > p_before).to(p.scalar_type());
  d_logits.add_(is_above * p * (1 - p), scale);
  d_before.sub_(is_above * p_before * (1 - p_before), scale);
}

}  // namespace mmoe
