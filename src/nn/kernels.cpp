// The ATen bodies: any device, any floating type.
#include "nn/kernels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sigmoid_backward.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/silu_backward.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tanh_backward.h>
#include <ATen/ops/threshold_backward.h>

namespace mmoe {

namespace {

constexpr double kLeak = 0.01;

// [rows, groups * size] as [groups, rows, size].
at::Tensor by_group(const at::Tensor& matrix, int64_t groups) {
  return matrix.unflatten(1, at::IntArrayRef{groups, matrix.size(1) / groups}).transpose(0, 1);
}

// [rows, groups * size] as [rows, groups, size].
at::Tensor by_row(const at::Tensor& matrix, int64_t groups) {
  return matrix.unflatten(1, at::IntArrayRef{groups, matrix.size(1) / groups});
}

// [rows, 1]: 1 or 0, as numbers of this type.
at::Tensor as_numbers(const at::Tensor& condition, const at::Tensor& like) {
  return condition.to(like.scalar_type()).unsqueeze(1);
}

at::Tensor is_there(const at::Tensor& id, const at::Tensor& like) {
  return as_numbers(id >= 0, like);
}

at::Tensor differs(const FoldedField& field, const at::Tensor& id, const at::Tensor& like) {
  return as_numbers(id != field.common, like);
}

// Of the products, as add_products() has it.
at::Tensor row_of(const FoldedField& field, const at::Tensor& id) {
  return id.masked_fill(id < 0, field.common) + field.first_row;
}

void put(at::Tensor target, const at::Tensor& value, bool add) {
  if (add) {
    target.add_(value);
  } else {
    target.copy_(value);
  }
}

// target = (or +=) a b, for each matrix of a batch.
void multiply(at::Tensor target, const at::Tensor& a, const at::Tensor& b, bool add) {
  target.baddbmm_(a, b, /*beta=*/add ? 1 : 0);
}

}  // namespace

void Kernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                     at::Tensor& out, bool add) const {
  const int64_t groups = weight.size(0);
  multiply(by_group(out, groups), by_group(x, groups), weight, add);
  if (bias.defined()) out.narrow(1, 0, bias.size(0)).add_(bias);
}

void Kernels::linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                         at::Tensor& d_weight, at::Tensor& d_bias) const {
  const int64_t groups = d_weight.size(0);
  multiply(d_weight, by_group(x, groups).transpose(1, 2), by_group(d_out, groups), /*add=*/true);
  if (d_bias.defined()) d_bias.add_(d_out.narrow(1, 0, d_bias.size(0)).sum(0));
}

void Kernels::linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                    at::Tensor& d_x, bool add) const {
  const int64_t groups = weight.size(0);
  const at::Tensor used = weight.narrow(1, 0, d_x.size(1) / groups);
  multiply(by_group(d_x, groups), by_group(d_out, groups), used.transpose(1, 2), add);
}

void Kernels::transpose(const at::Tensor& weight, at::Tensor& out) const {
  out.copy_(weight.transpose(1, 2));
}

void Kernels::lookup(std::span<const at::Tensor> tables, std::span<const LookupField> fields,
                     const Batch& batch, at::Tensor& out) const {
  for (const LookupField& field : fields) {
    const at::Tensor& table = tables[field.table.parameter];
    const at::Tensor id = batch.ids.select(1, field.column);
    out.narrow(1, field.first, table.size(1))
        .copy_(batch.hides ? table.index_select(0, id.clamp_min(0)) * is_there(id, table)
                           : table.index_select(0, id));
  }
}

void Kernels::lookup_backward(const at::Tensor& d_out, std::span<const LookupField> fields,
                              const Batch& batch, std::span<at::Tensor> d_tables) const {
  for (const LookupField& field : fields) {
    at::Tensor& d_table = d_tables[field.table.parameter];
    const at::Tensor row = batch.gradient_rows(field.table.position).select(1, field.column);
    const at::Tensor columns = d_out.narrow(1, field.first, d_table.size(1));
    if (d_table.size(0) == 0) continue;  // hidden everywhere
    if (batch.hides) {
      d_table.index_add_(0, row.clamp_min(0), columns * is_there(row, columns));
    } else {
      d_table.index_add_(0, row, columns);
    }
  }
}

void Kernels::move_to_base(int64_t common, at::Tensor& product, at::Tensor& base) const {
  const at::Tensor row = product.select(0, common).clone();
  base.add_(row);
  product.sub_(row);
  product.select(0, common).copy_(row.neg());
}

void Kernels::add_products(const at::Tensor& products, const at::Tensor& base,
                           std::span<const FoldedField> fields, const at::Tensor& ids,
                           at::Tensor& out) const {
  out.copy_(base.expand_as(out));
  for (const FoldedField& field : fields) {
    const at::Tensor id = ids.select(1, field.column);
    out.add_(products.index_select(0, row_of(field, id)) * differs(field, id, products));
  }
}

void Kernels::add_products_backward(const at::Tensor& d_out, std::span<const FoldedField> fields,
                                    const at::Tensor& ids, at::Tensor& d_products) const {
  for (const FoldedField& field : fields) {
    const at::Tensor id = ids.select(1, field.column);
    d_products.index_add_(0, row_of(field, id), d_out * differs(field, id, d_out));
  }
  d_products.select(0, d_products.size(0) - 1).add_(d_out.sum(0));
}

void Kernels::gradient_of_common(const at::Tensor& sums, int64_t common,
                                 at::Tensor& d_product) const {
  d_product.select(0, common).copy_(sums - d_product.sum(0));
}

void Kernels::activate(Activation activation, const at::Tensor& in, at::Tensor& out) const {
  switch (activation) {
    case Activation::relu:
      at::relu_out(out, in);
      return;
    case Activation::leaky_relu:
      at::leaky_relu_out(out, in, kLeak);
      return;
    case Activation::sigmoid:
      at::sigmoid_out(out, in);
      return;
    case Activation::tanh:
      at::tanh_out(out, in);
      return;
    case Activation::silu:
      at::silu_out(out, in);
      return;
    case Activation::gelu:
      at::gelu_out(out, in);
      return;
    case Activation::none:
      if (!out.is_alias_of(in)) out.copy_(in);
      return;
  }
}

void Kernels::activate_backward(Activation activation, const at::Tensor& in, const at::Tensor& out,
                                const at::Tensor& d_out, at::Tensor& d_in, bool add) const {
  switch (activation) {
    case Activation::relu:
      return put(d_in, at::threshold_backward(d_out, out, 0), add);
    case Activation::leaky_relu:
      return put(d_in, at::leaky_relu_backward(d_out, in, kLeak, false), add);
    case Activation::sigmoid:
      return put(d_in, at::sigmoid_backward(d_out, out), add);
    case Activation::tanh:
      return put(d_in, at::tanh_backward(d_out, out), add);
    case Activation::silu:
      return put(d_in, at::silu_backward(d_out, in), add);
    case Activation::gelu:
      return put(d_in, at::gelu_backward(d_out, in), add);
    case Activation::none:
      return put(d_in, d_out, add);
  }
}

void Kernels::draw_mask(const RandomStream& stream, int64_t first_row, double p,
                        at::Tensor& mask) const {
  at::Tensor draws = at::empty(mask.sizes(), at::TensorOptions().dtype(at::kFloat));
  stream.uniform(static_cast<uint64_t>(first_row), mask.size(0), mask.size(1),
                 draws.mutable_data_ptr<float>());
  mask.copy_(draws.ge(static_cast<float>(p))).mul_(1 / (1 - p));
}

void Kernels::add_column_sums(const at::Tensor& in, at::Tensor& sums) const {
  sums.add_(in.sum(0));
}

void Kernels::add_centred_squares(const at::Tensor& in, const at::Tensor& mean,
                                  at::Tensor& squares) const {
  squares.add_((in - mean).square().sum(0));
}

void Kernels::scale(double factor, at::Tensor& sums) const { sums.mul_(factor); }

void Kernels::move_average(const at::Tensor& value, double share, double factor,
                           at::Tensor& running) const {
  running.mul_(1 - share).add_(value, share * factor);
}

void Kernels::invert_root(double epsilon, at::Tensor& variance) const {
  variance.add_(epsilon).rsqrt_();
}

void Kernels::normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                        const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const {
  out.copy_((in - mean) * (inverse * scale) + shift);
}

void Kernels::norm_sums(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                        const at::Tensor& d_out, at::Tensor& gain, at::Tensor& offset) const {
  gain.add_((d_out * (in - mean) * inverse).sum(0));
  offset.add_(d_out.sum(0));
}

void Kernels::normalise_relu(const at::Tensor& in, const at::Tensor& mean,
                             const at::Tensor& inverse, const at::Tensor& scale,
                             const at::Tensor& shift, at::Tensor& out) const {
  normalise(in, mean, inverse, scale, shift, out);
  activate(Activation::relu, out, out);
}

void Kernels::norm_sums_relu(const at::Tensor& in, const at::Tensor& mean,
                             const at::Tensor& inverse, const at::Tensor& out, at::Tensor& d_out,
                             at::Tensor& gain, at::Tensor& offset) const {
  activate_backward(Activation::relu, out, out, d_out, d_out, /*add=*/false);
  norm_sums(in, mean, inverse, d_out, gain, offset);
}

void Kernels::normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                 const at::Tensor& inverse, const at::Tensor& scale,
                                 const at::Tensor& d_out, double share, const at::Tensor& gain,
                                 const at::Tensor& offset, at::Tensor& d_in, bool add) const {
  const at::Tensor common = share * (offset + gain * (in - mean) * inverse);
  put(d_in, (inverse * scale) * (d_out - common), add);
}

void Kernels::softmax(const at::Tensor& in, int64_t size, at::Tensor& out) const {
  by_row(out, out.size(1) / size).copy_(at::softmax(by_row(in, in.size(1) / size), 2));
}

void Kernels::softmax_backward(const at::Tensor& out, int64_t size, const at::Tensor& d_out,
                               at::Tensor& d_in, bool add) const {
  const int64_t groups = out.size(1) / size;
  const at::Tensor p = by_row(out, groups), d = by_row(d_out, groups);
  put(by_row(d_in, groups), p * (d - (p * d).sum(2, /*keepdim=*/true)), add);
}

void Kernels::mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                  at::Tensor& out) const {
  const int64_t mixtures = gates.size(1) / count;
  multiply(by_row(out, mixtures), by_row(gates, mixtures), by_row(experts, count), /*add=*/false);
}

void Kernels::mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                           const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                           at::Tensor& d_gates, bool add_gates) const {
  const int64_t mixtures = gates.size(1) / count;
  const at::Tensor d = by_row(d_out, mixtures), g = by_row(gates, mixtures);
  multiply(by_row(d_experts, count), g.transpose(1, 2), d, add_experts);
  if (!d_gates.defined()) return;
  multiply(by_row(d_gates, mixtures), d, by_row(experts, count).transpose(1, 2), add_gates);
}

}  // namespace mmoe
