#include "nn/gates.h"

#include <ATen/TensorOperators.h>

#include "nn/kernels.h"

namespace mmoe {

namespace {
enum KeptSlot : size_t { kScores, kMask };
// Of an expert that is left out: finite, so that no difference of scores is NaN.
constexpr double kLeftOut = -1e30;
}  // namespace

void SoftmaxGates::drop(Call& call, at::Tensor& scores) const {
  at::Tensor& mask = call.keep(kMask, scores.sizes(), scores.options());
  call.kernels->draw_mask(call.dropout.child(std::to_string(call.batch->step)), call.batch->first,
                          dropout_, mask);
  const auto by_gate = [&](const at::Tensor& all) {
    return all.unflatten(1, at::IntArrayRef{width() / experts_, experts_});
  };
  const at::Tensor dropped = by_gate(mask) == 0;
  by_gate(scores).masked_fill_(dropped & ~dropped.all(2, /*keepdim=*/true), kLeftOut);
}

void SoftmaxGates::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const bool drops = call.training && dropout_ > 0;
  if (temperature_ == 1 && !drops) return call.kernels->softmax(in[0], experts_, out);
  at::Tensor& scores = call.keep(kScores, {call.rows(), width()}, out.options());
  scores.copy_(in[0]).mul_(1 / temperature_);
  if (drops) drop(call, scores);
  call.kernels->softmax(scores, experts_, out);
}

// An expert that was left out has the weight 0 and so no gradient. What arrives in d_out is not
// needed any more.
void SoftmaxGates::backward(Call& call, std::span<const at::Tensor>, const at::Tensor& out,
                            const at::Tensor& d_out, std::span<Gradient> d_in) {
  if (temperature_ != 1) d_out.mul_(1 / temperature_);
  call.kernels->softmax_backward(out, experts_, d_out, d_in[0].to, d_in[0].add);
}

void EqualGates::forward(Call&, std::span<const at::Tensor>, at::Tensor& out) {
  out.fill_(1.0 / static_cast<double>(experts_));
}

}  // namespace mmoe
