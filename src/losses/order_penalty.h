// A penalty where a task of a funnel is more probable than the one before it (Xi et al. 2021, AITM,
// equation 10).
#pragma once

#include <ATen/core/Tensor.h>

namespace mmoe {

// Adds the derivatives of `scale` * sum over rows of max(0, sigmoid(logits) - sigmoid(before)) to
// the gradients of both; all are [rows, 1].
void add_order_penalty(const at::Tensor& logits, const at::Tensor& before, double scale,
                       at::Tensor& d_logits, at::Tensor& d_before);

}  // namespace mmoe
