#include "nn/transfer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>

#include <cmath>

#include "nn/deliver.h"
#include "nn/kernels.h"

namespace mmoe {

namespace {
enum KeptSlot : size_t { kInputs, kProducts, kShares, kProductGradients, kInputGradients };
}  // namespace

Transfer::Transfer(int64_t width, Init init, const RandomStream& stream) : Block(width) {
  at::Tensor weight = at::empty({1, width, 3 * width});
  for (const auto& [part, name] :
       {std::pair(kValue, "value"), std::pair(kKey, "key"), std::pair(kQuery, "query")}) {
    fill_weight(weight[0].narrow(1, part * width, width), init, stream.child(name));
  }
  add_parameter("weight", weight, ParameterKind::weight);
}

at::Tensor Transfer::part(const at::Tensor& products, Part which) const {
  return products.unflatten(0, at::IntArrayRef{products.size(0) / 2, 2})
      .narrow(2, which * width(), width());
}

double Transfer::scale() const { return 1 / std::sqrt(static_cast<double>(width())); }

void Transfer::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const int64_t rows = call.rows();
  const auto options = out.options();
  at::Tensor& inputs = call.keep(kInputs, {rows * 2, width()}, options);
  const at::Tensor both = inputs.unflatten(0, at::IntArrayRef{rows, 2});
  for (int64_t i = 0; i < 2; ++i) both.select(1, i).copy_(in[static_cast<size_t>(i)]);
  at::Tensor& products = call.keep(kProducts, {rows * 2, 3 * width()}, options);
  call.kernels->linear(inputs, parameter(0), {}, products, /*add=*/false);
  const at::Tensor scores = (part(products, kKey) * part(products, kQuery)).sum(2, true) * scale();
  at::Tensor& shares = call.keep(kShares, {rows, 2, 1}, options);
  shares.copy_(at::softmax(scores, 1));
  out.copy_((shares * part(products, kValue)).sum(1));
}

void Transfer::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                        const at::Tensor& d_out, std::span<Gradient> d_in) {
  const int64_t rows = call.rows();
  const at::Tensor &products = call.keep(kProducts), &shares = call.keep(kShares);
  at::Tensor& d_products = call.keep(kProductGradients, products.sizes(), products.options());
  const at::Tensor d = d_out.unsqueeze(1);
  part(d_products, kValue).copy_(shares * d);
  const at::Tensor d_shares = (d * part(products, kValue)).sum(2, true);
  const at::Tensor d_scores = shares * (d_shares - (shares * d_shares).sum(1, true)) * scale();
  part(d_products, kKey).copy_(d_scores * part(products, kQuery));
  part(d_products, kQuery).copy_(d_scores * part(products, kKey));
  at::Tensor none;
  call.kernels->linear_backward_parameters(call.keep(kInputs), d_products, call.gradients[0], none);
  at::Tensor& d_inputs = call.keep(kInputGradients, {rows * 2, width()}, d_out.options());
  call.kernels->linear_backward_input(parameter(0), d_products, d_inputs, /*add=*/false);
  const at::Tensor both = d_inputs.unflatten(0, at::IntArrayRef{rows, 2});
  for (int64_t i = 0; i < 2; ++i) deliver(both.select(1, i), d_in[static_cast<size_t>(i)]);
}

}  // namespace mmoe
