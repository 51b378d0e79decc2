#include "nn/fm.h"

#include <ATen/TensorOperators.h>

#include "nn/deliver.h"

namespace mmoe {

at::Tensor FactorizationMachine::by_feature(const at::Tensor& columns) const {
  return columns.unflatten(1, at::IntArrayRef{columns.size(1) / dim_, dim_});
}

// ((sum v)^2 - sum v^2) / 2
void FactorizationMachine::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const at::Tensor sum = by_feature(in[0]).sum(1);
  call.keep(0, sum.sizes(), sum.options()).copy_(sum);
  out.copy_(((sum * sum).sum(1, true) - (in[0] * in[0]).sum(1, true)) / 2);
}

void FactorizationMachine::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                                    const at::Tensor& d_out, std::span<Gradient> d_in) {
  const at::Tensor others = call.keep(0).unsqueeze(1) - by_feature(in[0]);
  deliver(others * d_out.unsqueeze(2), by_feature(d_in[0].to), d_in[0].add);
}

}  // namespace mmoe
