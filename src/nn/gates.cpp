#include "nn/gates.h"

#include "nn/kernels.h"

namespace mmoe {

void SoftmaxGates::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  call.kernels->softmax(in[0], experts_, out);
}

void SoftmaxGates::backward(Call& call, std::span<const at::Tensor>, const at::Tensor& out,
                            const at::Tensor& d_out, std::span<Gradient> d_in) {
  call.kernels->softmax_backward(out, experts_, d_out, d_in[0].to, d_in[0].add);
}

}  // namespace mmoe
