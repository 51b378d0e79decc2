// How long gradients and rows of tables may be.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "config/train_config.h"
#include "nn/gradients.h"

namespace mmoe {

// Scales the gradient, all parts of it together, down to this norm if it is longer; gives the norm
// before, as a tensor: a device is not waited for.
at::Tensor clip_to_norm(std::vector<at::Tensor> parts, double longest);

// The same as a config asks for it: all parameters together, or each group by itself.
void clip(const ClipConfig& config, const Gradients& gradients, const Batch& batch);

// Scales rows of embedding tables down to this length if they are longer: all rows, but of large
// tables those that the batch touches. Frozen tables stay as they are.
void limit_rows(const ParameterStore& store, const Batch& batch, double longest);

}  // namespace mmoe
