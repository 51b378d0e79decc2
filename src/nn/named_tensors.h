// Tensors by name, as checkpoints hold them.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace mmoe {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

}  // namespace mmoe
