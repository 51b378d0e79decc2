#include "nn/feature_dropout.h"

#include <ATen/TensorOperators.h>

#include "nn/deliver.h"
#include "nn/kernels.h"

namespace mmoe {

void FeatureDropout::scale(const at::Tensor& from, const at::Tensor& mask, const at::Tensor& to,
                           bool add) const {
  const auto source = segments_.columns(from), factors = segments_.numbers(mask);
  const auto target = segments_.columns(to);
  for (size_t i = 0; i < target.size(); ++i) deliver(source[i] * factors[i], target[i], add);
}

void FeatureDropout::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  if (!call.training) {
    out.copy_(in[0]);
    return;
  }
  at::Tensor& mask = call.keep(0, {call.rows(), segments_.count()}, out.options());
  call.kernels->draw_mask(call.dropout.child(std::to_string(call.batch->step)), call.batch->first,
                          share_, mask);
  scale(in[0], mask, out, /*add=*/false);
}

void FeatureDropout::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                              const at::Tensor& d_out, std::span<Gradient> d_in) {
  scale(d_out, call.keep(0), d_in[0].to, d_in[0].add);
}

}  // namespace mmoe
