#include "nn/layer_end.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <vector>

#include "nn/kernels.h"

namespace mmoe {

namespace {

constexpr double kMomentum = 0.1;
constexpr double kEpsilon = 1e-5;

enum Parameter : size_t { kScale, kShift };
enum KeptSlot : size_t { kMean, kInverse, kNormal, kNormalGradient, kActive, kMask };

}  // namespace

LayerEnd::LayerEnd(int64_t width, Activation activation, bool batch_norm, double dropout)
    : Block(width), activation_(activation), batch_norm_(batch_norm), dropout_(dropout) {
  if (!batch_norm_) return;
  add_parameter("scale", at::ones({width}), ParameterKind::plain);
  add_parameter("shift", at::zeros({width}), ParameterKind::plain);
  running_mean_ = add_buffer("running_mean", at::zeros({width}));
  running_variance_ = add_buffer("running_variance", at::ones({width}));
}

at::Tensor LayerEnd::normalise(Call& call, const at::Tensor& in) {
  at::Tensor mean = call.keep(kMean, {width()}, in.options());
  at::Tensor inverse = call.keep(kInverse, {width()}, in.options());
  if (of_batch(call)) {
    call.kernels->batch_statistics(in, kMomentum, kEpsilon, mean, inverse, running_mean_,
                                   running_variance_);
  } else {
    mean.copy_(running_mean_);
    inverse.copy_(running_variance_).add_(kEpsilon).rsqrt_();
  }
  at::Tensor normal = call.keep(kNormal, {call.rows(), width()}, in.options());
  call.kernels->normalise(in, mean, inverse, parameter(kScale), parameter(kShift), normal);
  return normal;
}

// 0, or 1 / (1 - p): a function of the run, the block, the step and the row.
at::Tensor LayerEnd::draw_mask(Call& call, const at::Tensor& like) {
  at::Tensor mask = call.keep(kMask, {call.rows(), width()}, like.options());
  const RandomStream stream = call.dropout.child(std::to_string(call.batch->step));
  const auto keep = static_cast<float>(1 / (1 - dropout_));
  std::vector<double> draws(static_cast<size_t>(width()));
  at::Tensor drawn = at::empty({call.rows(), width()});
  float* out = drawn.mutable_data_ptr<float>();
  for (int64_t row = 0; row < call.rows(); ++row) {
    stream.uniform(static_cast<uint64_t>(row), draws);
    for (const double draw : draws) *out++ = draw < dropout_ ? 0.0f : keep;
  }
  return mask.copy_(drawn);
}

void LayerEnd::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const at::Tensor normal = batch_norm_ ? normalise(call, in[0]) : in[0];
  if (!drops(call)) return call.kernels->activate(activation_, normal, out);
  at::Tensor active = call.keep(kActive, {call.rows(), width()}, in[0].options());
  call.kernels->activate(activation_, normal, active);
  at::mul_out(out, active, draw_mask(call, in[0]));
}

void LayerEnd::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                        const at::Tensor& d_out, std::span<Gradient> d_in) {
  const std::array<int64_t, 2> shape{call.rows(), width()};
  const auto options = in[0].options();
  at::Tensor d_active = d_out, active = out;
  if (drops(call)) {
    d_active = at::mul(d_out, call.keep(kMask, shape, options));
    active = call.keep(kActive, shape, options);
  }
  if (!batch_norm_) {
    return call.kernels->activate_backward(activation_, in[0], active, d_active, d_in[0].to,
                                           d_in[0].add);
  }
  at::Tensor d_normal = call.keep(kNormalGradient, shape, options);
  call.kernels->activate_backward(activation_, call.keep(kNormal, shape, options), active, d_active,
                                  d_normal, /*add=*/false);
  call.kernels->normalise_backward(in[0], call.keep(kMean, {width()}, options),
                                   call.keep(kInverse, {width()}, options), parameter(kScale),
                                   d_normal, of_batch(call), call.gradients[kScale],
                                   call.gradients[kShift], d_in[0].to, d_in[0].add);
}

}  // namespace mmoe
