#include "nn/senet.h"

#include <ATen/TensorOperators.h>

#include "nn/deliver.h"

namespace mmoe {

void SegmentMeans::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  const auto from = segments_.columns(in[0]), to = segments_.numbers(out);
  for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i].mean(2, /*keepdim=*/true));
}

void SegmentMeans::backward(Call&, std::span<const at::Tensor>, const at::Tensor&,
                            const at::Tensor& d_out, std::span<Gradient> d_in) {
  const auto from = segments_.numbers(d_out), to = segments_.columns(d_in[0].to);
  for (size_t i = 0; i < to.size(); ++i) {
    deliver(from[i] / static_cast<double>(to[i].size(2)), to[i], d_in[0].add);
  }
}

void ScaledSegments::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  const auto from = segments_.columns(in[0]), factors = segments_.numbers(in[1]);
  const auto to = segments_.columns(out);
  for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i] * factors[i]);
}

void ScaledSegments::backward(Call&, std::span<const at::Tensor> in, const at::Tensor&,
                              const at::Tensor& d_out, std::span<Gradient> d_in) {
  const auto x = segments_.columns(in[0]), factors = segments_.numbers(in[1]);
  const auto d = segments_.columns(d_out);
  const auto d_x = segments_.columns(d_in[0].to), d_factors = segments_.numbers(d_in[1].to);
  for (size_t i = 0; i < d.size(); ++i) {
    deliver(d[i] * factors[i], d_x[i], d_in[0].add);
    deliver((d[i] * x[i]).sum(2, /*keepdim=*/true), d_factors[i], d_in[1].add);
  }
}

}  // namespace mmoe
