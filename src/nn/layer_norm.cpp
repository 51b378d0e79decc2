#include "nn/layer_norm.h"

#include <ATen/ops/native_layer_norm.h>
#include <ATen/ops/native_layer_norm_backward.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include "nn/deliver.h"

namespace mmoe {

namespace {
constexpr double kEpsilon = 1e-5;
enum Parameter : size_t { kScale, kShift };
enum KeptSlot : size_t { kMean, kInverse };
}  // namespace

LayerNorm::LayerNorm(int64_t width) : Block(width) {
  add_parameter("scale", at::ones({width}), ParameterKind::plain);
  add_parameter("shift", at::zeros({width}), ParameterKind::plain);
}

void LayerNorm::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const auto [normal, mean, inverse] =
      at::native_layer_norm(in[0], {width()}, parameter(kScale), parameter(kShift), kEpsilon);
  out.copy_(normal);
  call.keep(kMean, mean.sizes(), mean.options()).copy_(mean);
  call.keep(kInverse, inverse.sizes(), inverse.options()).copy_(inverse);
}

void LayerNorm::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                         const at::Tensor& d_out, std::span<Gradient> d_in) {
  const auto [d_x, d_scale, d_shift] =
      at::native_layer_norm_backward(d_out, in[0], {width()}, call.keep(kMean), call.keep(kInverse),
                                     parameter(kScale), parameter(kShift), {true, true, true});
  deliver(d_x, d_in[0]);
  call.gradients[kScale].add_(d_scale);
  call.gradients[kShift].add_(d_shift);
}

}  // namespace mmoe
