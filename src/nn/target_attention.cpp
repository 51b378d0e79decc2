#include "nn/target_attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>

namespace mmoe {

namespace {

constexpr int64_t kParts = 4;  // t, v, t - v, t * v

at::Tensor activated(Activation activation, const at::Tensor& x) {
  switch (activation) {
    case Activation::relu:
      return at::relu(x);
    case Activation::leaky_relu:
      return at::leaky_relu(x, 0.01);
    case Activation::sigmoid:
      return at::sigmoid(x);
    case Activation::tanh:
      return at::tanh(x);
    case Activation::silu:
      return at::silu(x);
    case Activation::gelu:
      return at::gelu(x);
    case Activation::none:
      break;
  }
  return x;
}

}  // namespace

TargetAttention::TargetAttention(int64_t dim, const AttentionPooling& config, Init init,
                                 const RandomStream& stream)
    : AutogradBlock(dim), activation_(config.activation) {
  std::vector<int64_t> widths = config.hidden;
  widths.push_back(1);
  int64_t inputs = kParts * dim;
  for (size_t i = 0; i < widths.size(); ++i) {
    const std::string layer = std::to_string(i);
    at::Tensor weight = at::empty({inputs, widths[i]}), bias = at::empty({widths[i]});
    fill_weight(weight, init, stream.child("weight " + layer));
    fill_bias(bias, inputs, init, stream.child("bias " + layer));
    add_parameter("weight_" + layer, weight, ParameterKind::weight);
    add_parameter("bias_" + layer, bias, ParameterKind::plain);
    inputs = widths[i];
  }
}

// The first layer in parts: t Wt + v Wv + (t - v) Wd + (t * v) Wp, of which t (Wt + Wd) is the same
// for all values of a row.
at::Tensor TargetAttention::compute(const Call&, std::span<const at::Tensor> in,
                                    std::span<const at::Tensor> parameters) const {
  const int64_t dim = width();
  const at::Tensor target = in[0].unsqueeze(1);
  const at::Tensor values = in[1].unflatten(1, at::IntArrayRef{in[1].size(1) / dim, dim});
  const std::vector<at::Tensor> parts = parameters[0].split(dim);
  at::Tensor weights = at::matmul(at::cat({values, target * values}, 2),
                                  at::cat({parts[1] - parts[2], parts[3]}, 0)) +
                       (at::matmul(target, parts[0] + parts[2]) + parameters[1]);
  for (size_t i = 2; i < parameters.size(); i += 2) {
    weights = at::matmul(activated(activation_, weights), parameters[i]) + parameters[i + 1];
  }
  return (weights * values).sum(1);
}

}  // namespace mmoe
