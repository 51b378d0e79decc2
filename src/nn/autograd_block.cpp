#include "nn/autograd_block.h"

#include <torch/csrc/autograd/autograd.h>

namespace mmoe {

// In training the call keeps what autograd needs: leaves (inputs, then parameters), then the
// result.
void AutogradBlock::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const c10::AutoGradMode mode(call.training);
  call.tape.clear();
  const auto leaf = [&](const at::Tensor& tensor) {
    return tensor.detach().set_requires_grad(call.training);
  };
  for (const at::Tensor& tensor : in) call.tape.push_back(leaf(tensor));
  for (const Parameter& own : parameters()) call.tape.push_back(leaf(own.value));
  const std::span<const at::Tensor> leaves = call.tape;
  const at::Tensor result = compute(call, leaves.first(in.size()), leaves.subspan(in.size()));
  out.copy_(result.detach());
  if (call.training) {
    call.tape.push_back(result);
  } else {
    call.tape.clear();
  }
}

void AutogradBlock::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                             const at::Tensor& d_out, std::span<Gradient> d_in) {
  // The tape stays: there may be a backward pass for each task.
  const at::TensorList leaves(call.tape.data(), call.tape.size() - 1);
  const std::vector<at::Tensor> slopes =
      torch::autograd::grad({call.tape.back()}, leaves.vec(), {d_out}, /*retain_graph=*/true,
                            /*create_graph=*/false, /*allow_unused=*/true);
  for (size_t i = 0; i < in.size(); ++i) {
    if (!d_in[i].add) d_in[i].to.zero_();
    if (slopes[i].defined()) d_in[i].to.add_(slopes[i]);
  }
  for (size_t i = in.size(); i < slopes.size(); ++i) {
    if (slopes[i].defined()) call.gradients[i - in.size()].add_(slopes[i]);
  }
}

}  // namespace mmoe
