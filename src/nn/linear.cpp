#include "nn/linear.h"

#include <ATen/ops/empty.h>

#include "nn/kernels.h"

namespace mmoe {

namespace {
enum Parameter : size_t { kWeight, kBias };

// The weight transposed, [groups, units, inputs]: products with it run faster than transposing
// ones.
struct Transposed : Prepared {
  at::Tensor weight;
};

}  // namespace

GroupedLinear::GroupedLinear(int64_t groups, int64_t inputs, int64_t units, bool bias, Init init,
                             const RandomStream& stream)
    : Block(groups * units), has_bias_(bias) {
  at::Tensor weights = at::empty({groups, inputs, units}), biases = at::empty({groups * units});
  for (int64_t group = 0; group < groups; ++group) {
    const RandomStream own = stream.child("group " + std::to_string(group));
    fill_weight(weights[group], init, own.child("weight"));
    fill_bias(biases.narrow(0, group * units, units), inputs, init, own.child("bias"));
  }
  add_parameter("weight", weights, ParameterKind::weight);
  if (bias) add_parameter("bias", biases, ParameterKind::plain);
}

void GroupedLinear::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const at::Tensor no_bias;
  call.kernels->linear(in[0], parameter(kWeight), has_bias_ ? parameter(kBias) : no_bias, out,
                       /*add=*/false);
}

void GroupedLinear::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                             const at::Tensor& d_out, std::span<Gradient> d_in) {
  at::Tensor no_bias;
  call.kernels->linear_backward_parameters(in[0], d_out, call.gradients[kWeight],
                                           has_bias_ ? call.gradients[kBias] : no_bias);
  const auto& transposed = static_cast<const Transposed&>(*call.prepared);
  call.kernels->linear(d_out, transposed.weight, no_bias, d_in[0].to, d_in[0].add);
}

std::unique_ptr<Prepared> GroupedLinear::plan(const Kernels&, int64_t) const {
  const at::Tensor& weight = parameter(kWeight);
  auto transposed = std::make_unique<Transposed>();
  transposed->weight =
      at::empty({weight.size(0), weight.size(2), weight.size(1)}, weight.options());
  return transposed;
}

void GroupedLinear::prepare(const Kernels& kernels, Prepared& prepared) const {
  kernels.transpose(parameter(kWeight), static_cast<Transposed&>(prepared).weight);
}

}  // namespace mmoe
