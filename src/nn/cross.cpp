#include "nn/cross.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addcmul.h>

#include "nn/deliver.h"

namespace mmoe {

namespace {
enum Input : size_t { kFirst, kProduct, kBefore };
}  // namespace

void CrossEnd::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  at::addcmul_out(out, in[kBefore], in[kFirst], in[kProduct]);
}

void CrossEnd::backward(Call&, std::span<const at::Tensor> in, const at::Tensor&,
                        const at::Tensor& d_out, std::span<Gradient> d_in) {
  deliver(d_out * in[kProduct], d_in[kFirst]);
  deliver(d_out * in[kFirst], d_in[kProduct]);
  deliver(d_out, d_in[kBefore]);
}

}  // namespace mmoe
