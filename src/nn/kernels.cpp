// The ATen bodies: any device, any floating type.
#include "nn/kernels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bmm.h>
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
#include <ATen/ops/var_mean.h>

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

void put(at::Tensor target, const at::Tensor& value, bool add) {
  if (add) {
    target.add_(value);
  } else {
    target.copy_(value);
  }
}

}  // namespace

void Kernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                     at::Tensor& out) const {
  const int64_t groups = weight.size(0);
  by_group(out, groups).copy_(at::bmm(by_group(x, groups), weight));
  if (bias.defined()) out.narrow(1, 0, bias.size(0)).add_(bias);
}

void Kernels::linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                         at::Tensor& d_weight, at::Tensor& d_bias) const {
  const int64_t groups = d_weight.size(0);
  d_weight.add_(at::bmm(by_group(x, groups).transpose(1, 2), by_group(d_out, groups)));
  if (d_bias.defined()) d_bias.add_(d_out.narrow(1, 0, d_bias.size(0)).sum(0));
}

void Kernels::linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                    at::Tensor& d_x, bool add) const {
  const int64_t groups = weight.size(0);
  const at::Tensor used = weight.narrow(1, 0, d_x.size(1) / groups);
  put(by_group(d_x, groups), at::bmm(by_group(d_out, groups), used.transpose(1, 2)), add);
}

void Kernels::lookup(const std::vector<at::Tensor>& tables, const at::Tensor& ids,
                     const at::Tensor& numerics, at::Tensor& out) const {
  int64_t column = 0;
  for (size_t field = 0; field < tables.size(); ++field) {
    const int64_t dim = tables[field].size(1);
    out.narrow(1, column, dim)
        .copy_(tables[field].index_select(0, ids.select(1, static_cast<int64_t>(field))));
    column += dim;
  }
  if (numerics.size(1) > 0) out.narrow(1, column, numerics.size(1)).copy_(numerics);
}

void Kernels::lookup_backward(const at::Tensor& d_out, const at::Tensor& ids,
                              std::vector<at::Tensor>& d_tables) const {
  int64_t column = 0;
  for (size_t field = 0; field < d_tables.size(); ++field) {
    const int64_t dim = d_tables[field].size(1);
    d_tables[field].index_add_(0, ids.select(1, static_cast<int64_t>(field)),
                               d_out.narrow(1, column, dim));
    column += dim;
  }
}

void Kernels::add_rows(const at::Tensor& folded, const std::vector<int64_t>& first_row,
                       const at::Tensor& ids, at::Tensor& out) const {
  for (size_t field = 0; field < first_row.size(); ++field) {
    const at::Tensor rows = ids.select(1, static_cast<int64_t>(field)) + first_row[field];
    out.add_(folded.index_select(0, rows));
  }
}

void Kernels::add_rows_backward(const at::Tensor& d_out, const std::vector<int64_t>& first_row,
                                const at::Tensor& ids, at::Tensor& d_folded) const {
  for (size_t field = 0; field < first_row.size(); ++field) {
    const at::Tensor rows = ids.select(1, static_cast<int64_t>(field)) + first_row[field];
    d_folded.index_add_(0, rows, d_out);
  }
}

void Kernels::activate(Activation activation, const at::Tensor& in, at::Tensor& out) const {
  switch (activation) {
    case Activation::relu:
      out.copy_(at::relu(in));
      return;
    case Activation::leaky_relu:
      out.copy_(at::leaky_relu(in, kLeak));
      return;
    case Activation::sigmoid:
      out.copy_(at::sigmoid(in));
      return;
    case Activation::tanh:
      out.copy_(at::tanh(in));
      return;
    case Activation::silu:
      out.copy_(at::silu(in));
      return;
    case Activation::gelu:
      out.copy_(at::gelu(in));
      return;
    case Activation::none:
      out.copy_(in);
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

void Kernels::batch_statistics(const at::Tensor& in, double momentum, double epsilon,
                               at::Tensor& mean, at::Tensor& inverse, at::Tensor& running_mean,
                               at::Tensor& running_variance) const {
  const auto [variance, average] = at::var_mean(in, at::IntArrayRef{0}, /*unbiased=*/false);
  mean.copy_(average);
  inverse.copy_((variance + epsilon).rsqrt());
  const auto rows = static_cast<double>(in.size(0));
  running_mean.mul_(1 - momentum).add_(average, momentum);
  running_variance.mul_(1 - momentum).add_(variance, momentum * rows / (rows - 1));
}

void Kernels::normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                        const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const {
  out.copy_((in - mean) * (inverse * scale) + shift);
}

void Kernels::normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                 const at::Tensor& inverse, const at::Tensor& scale,
                                 const at::Tensor& d_out, bool of_batch, at::Tensor& d_scale,
                                 at::Tensor& d_shift, at::Tensor& d_in, bool add) const {
  const at::Tensor normal = (in - mean) * inverse;
  const at::Tensor d_gain = (d_out * normal).sum(0), d_offset = d_out.sum(0);
  d_scale.add_(d_gain);
  d_shift.add_(d_offset);
  if (!of_batch) return put(d_in, d_out * (inverse * scale), add);
  const auto rows = static_cast<double>(in.size(0));
  put(d_in, (inverse * scale) * (d_out - d_offset / rows - normal * (d_gain / rows)), add);
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
  by_row(out, mixtures).copy_(at::bmm(by_row(gates, mixtures), by_row(experts, count)));
}

void Kernels::mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                           const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                           at::Tensor& d_gates, bool add_gates) const {
  const int64_t mixtures = gates.size(1) / count;
  const at::Tensor d = by_row(d_out, mixtures), g = by_row(gates, mixtures);
  put(by_row(d_experts, count), at::bmm(g.transpose(1, 2), d), add_experts);
  if (!d_gates.defined()) return;
  put(by_row(d_gates, mixtures), at::bmm(d, by_row(experts, count).transpose(1, 2)), add_gates);
}

}  // namespace mmoe
