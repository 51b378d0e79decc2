#include "nn/init.h"

#include <ATen/ops/empty.h>

#include <cmath>
#include <vector>

namespace mmoe {

namespace {

// Draws row by row, so that a table's first rows do not depend on how many follow.
template <class Draw>
void fill_rows(at::Tensor& tensor, const Draw& draw) {
  const int64_t rows = tensor.dim() == 1 ? 1 : tensor.size(0);
  std::vector<double> numbers(static_cast<size_t>(rows == 0 ? 0 : tensor.numel() / rows));
  at::Tensor values = at::empty(tensor.sizes(), at::TensorOptions().dtype(at::kFloat));
  float* out = values.mutable_data_ptr<float>();
  for (int64_t row = 0; row < rows; ++row) {
    draw(static_cast<uint64_t>(row), std::span<double>(numbers));
    for (const double number : numbers) *out++ = static_cast<float>(number);
  }
  tensor.copy_(values);
}

void fill_uniform(at::Tensor& tensor, double bound, const RandomStream& stream) {
  fill_rows(tensor, [&](uint64_t row, std::span<double> numbers) {
    stream.uniform(row, numbers);
    for (double& number : numbers) number = bound * (2 * number - 1);
  });
}

}  // namespace

void fill_normal(at::Tensor tensor, double deviation, const RandomStream& stream) {
  if (deviation == 0) {
    tensor.zero_();
    return;
  }
  fill_rows(tensor, [&](uint64_t row, std::span<double> numbers) {
    stream.normal(row, numbers);
    for (double& number : numbers) number *= deviation;
  });
}

void fill_weight(at::Tensor weight, Init init, const RandomStream& stream) {
  const auto fan_in = static_cast<double>(weight.size(0));
  const auto fan_out = static_cast<double>(weight.size(1));
  switch (init) {
    case Init::torch:
      return fill_uniform(weight, 1 / std::sqrt(fan_in), stream);
    case Init::glorot:
      return fill_uniform(weight, std::sqrt(6 / (fan_in + fan_out)), stream);
    case Init::he:
      return fill_normal(weight, std::sqrt(2 / fan_in), stream);
  }
}

void fill_bias(at::Tensor bias, int64_t fan_in, Init init, const RandomStream& stream) {
  if (init != Init::torch) {
    bias.zero_();
    return;
  }
  fill_uniform(bias, 1 / std::sqrt(static_cast<double>(fan_in)), stream);
}

}  // namespace mmoe
