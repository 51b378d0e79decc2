// The rows of one step as tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace mmoe {

struct Batch {
  int64_t rows = 0;
  uint64_t step = 0;    // for random numbers that depend on it (dropout)
  at::Tensor numerics;  // [rows, numeric inputs]
  at::Tensor ids;       // [rows, fields], int32
  at::Tensor labels;    // [rows, tasks]; NaN: no label
};

}  // namespace mmoe
