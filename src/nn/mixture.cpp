#include "nn/mixture.h"

#include "nn/kernels.h"

namespace mmoe {

at::Tensor Mixture::equal_gates(Call& call, const at::Tensor& like) const {
  return call.keep(0, {call.rows(), experts_}, like.options())
      .fill_(1.0 / static_cast<double>(experts_));
}

void Mixture::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  call.kernels->mix(in[0], in.size() > 1 ? in[1] : equal_gates(call, in[0]), experts_, out);
}

void Mixture::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                       const at::Tensor& d_out, std::span<Gradient> d_in) {
  Gradient none;
  Gradient& d_gates = in.size() > 1 ? d_in[1] : none;
  call.kernels->mix_backward(in[0], in.size() > 1 ? in[1] : equal_gates(call, in[0]), experts_,
                             d_out, d_in[0].to, d_in[0].add, d_gates.to, d_gates.add);
}

}  // namespace mmoe
