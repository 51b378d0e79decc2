// Float tensors as the vector loops see them.
#pragma once

#include <ATen/core/Tensor.h>

#include "nn/simd.h"

namespace mmoe {

inline simd::View view(at::Tensor& matrix) {
  if (!matrix.defined()) return {nullptr, 0, 0, 0};
  return {matrix.mutable_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0)};
}
inline simd::ConstView view(const at::Tensor& matrix) {
  return {matrix.const_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0)};
}
inline const float* data(const at::Tensor& vector) { return vector.const_data_ptr<float>(); }
inline float* data(at::Tensor& vector) { return vector.mutable_data_ptr<float>(); }

inline simd::Ids column_of(const at::Tensor& ids, int64_t column) {
  return {ids.const_data_ptr<int32_t>() + column, ids.stride(0)};
}

inline simd::View first_columns(simd::View matrix, int64_t width) {
  matrix.width = width;
  return matrix;
}

}  // namespace mmoe
