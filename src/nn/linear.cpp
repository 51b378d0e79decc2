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

int64_t width_of(const std::vector<OutputGroup>& groups) {
  int64_t width = 0;
  for (const OutputGroup& group : groups) width += group.copies * group.units;
  return width;
}

int64_t draw_sets(const std::vector<OutputGroup>& groups, Init init, const RandomStream& stream,
                  at::Tensor weight, at::Tensor bias) {
  int64_t column = 0, biased = 0;
  for (const OutputGroup& group : groups) {
    for (int64_t copy = 0; copy < group.copies; ++copy, column += group.units) {
      const RandomStream columns = stream.child("columns " + std::to_string(column));
      fill_weight(weight.narrow(1, column, group.units), init, columns.child("weight"));
      if (!group.bias) continue;
      fill_bias(bias.narrow(0, column, group.units), weight.size(0), init, columns.child("bias"));
      biased = column + group.units;
    }
  }
  return biased;
}

GroupedLinear::GroupedLinear(int64_t groups, int64_t inputs, const std::vector<OutputGroup>& sets,
                             Init init, const RandomStream& stream)
    : Block(groups * width_of(sets)) {
  const int64_t units = width_of(sets);
  at::Tensor weights = at::empty({groups, inputs, units}), biases = at::empty({groups * units});
  int64_t biased = 0;
  for (int64_t group = 0; group < groups; ++group) {
    biased += draw_sets(sets, init, stream.child("group " + std::to_string(group)), weights[group],
                        biases.narrow(0, group * units, units));
  }
  has_bias_ = biased > 0;
  add_parameter("weight", weights, ParameterKind::weight);
  if (has_bias_) add_parameter("bias", biases.narrow(0, 0, biased).clone(), ParameterKind::plain);
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
