#include "nn/piecewise_embedding.h"

#include <ATen/ops/empty.h>

#include "nn/kernels.h"
#include "nn/names.h"

namespace mmoe {

namespace {

int64_t columns_of(const Schema& schema) {
  int64_t width = 0;
  for (const PiecewiseField& field : schema.piecewise) width += field.dim;
  return width;
}

}  // namespace

PiecewiseEmbedding::PiecewiseEmbedding(const Schema& schema, Init init, const RandomStream& stream)
    : Block(columns_of(schema)) {
  int64_t first = 0;
  for (size_t i = 0; i < schema.piecewise.size(); ++i) {
    const PiecewiseField& field = schema.piecewise[i];
    const std::string name = std::to_string(i) + "_" + identifier(field.name);
    at::Tensor weight = at::empty({1, field.bins, field.dim}), bias = at::empty({field.dim});
    fill_weight(weight[0], init, stream.child(name).child("weight"));
    fill_bias(bias, field.bins, init, stream.child(name).child("bias"));
    add_parameter("weight_" + name, weight, ParameterKind::weight);
    add_parameter("bias_" + name, bias, ParameterKind::plain);
    parts_.push_back({schema.first_code(i), field.bins, first, field.dim});
    first += field.dim;
  }
}

void PiecewiseEmbedding::forward(Call& call, std::span<const at::Tensor>, at::Tensor& out) {
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    at::Tensor to = out.narrow(1, part.first, part.dim);
    call.kernels->linear(call.batch->values.narrow(1, part.code, part.bins), parameter(2 * i),
                         parameter(2 * i + 1), to, /*add=*/false);
  }
  call.kernels->activate(Activation::relu, out, out);
}

void PiecewiseEmbedding::backward(Call& call, std::span<const at::Tensor>, const at::Tensor& out,
                                  const at::Tensor& d_out, std::span<Gradient>) {
  at::Tensor& d = call.keep(0, out.sizes(), out.options());
  call.kernels->activate_backward(Activation::relu, out, out, d_out, d, /*add=*/false);
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    call.kernels->linear_backward_parameters(call.batch->values.narrow(1, part.code, part.bins),
                                             d.narrow(1, part.first, part.dim),
                                             call.gradients[2 * i], call.gradients[2 * i + 1]);
  }
}

}  // namespace mmoe
