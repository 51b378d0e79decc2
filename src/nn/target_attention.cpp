#include "nn/target_attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sum.h>

#include "nn/kernels.h"

namespace mmoe {

namespace {

enum Part : int64_t { kTarget, kValue, kDifference, kProduct, kParts };

at::Tensor part_of(const at::Tensor& weight, Part part) {
  const int64_t dim = weight.size(1) / kParts;
  return weight.narrow(1, part * dim, dim);
}

// The first layer's weight, put together anew: [1, dim, units] of the target, [1, 2 dim, units] of
// a value and its product with the target.
struct Regrouped : Prepared {
  at::Tensor weight, of_target, of_value;

  static at::Tensor target_in(const at::Tensor& all) { return all.narrow(1, 0, all.size(1) / 3); }
  static at::Tensor value_in(const at::Tensor& all) {
    return all.narrow(1, all.size(1) / 3, 2 * all.size(1) / 3);
  }
};

const Regrouped& first_layer(const Call& call) {
  return static_cast<const Regrouped&>(*call.prepared);
}

}  // namespace

TargetAttention::TargetAttention(int64_t dim, int64_t length, const AttentionPooling& config,
                                 Init init, const RandomStream& stream)
    : Block(dim), length_(length), activation_(config.activation) {
  std::vector<int64_t> widths = config.hidden;
  widths.push_back(1);
  int64_t inputs = kParts * dim;
  for (size_t i = 0; i < widths.size(); ++i) {
    const std::string layer = std::to_string(i);
    at::Tensor weight = at::empty({1, inputs, widths[i]}), bias = at::empty({widths[i]});
    fill_weight(weight[0], init, stream.child("weight " + layer));
    fill_bias(bias, inputs, init, stream.child("bias " + layer));
    add_parameter("weight_" + layer, weight, ParameterKind::weight);
    add_parameter("bias_" + layer, bias, ParameterKind::plain);
    inputs = widths[i];
  }
}

std::unique_ptr<Prepared> TargetAttention::plan(const Kernels&, int64_t) const {
  auto plan = std::make_unique<Regrouped>();
  const at::Tensor& weight = parameter(0);
  plan->gradient_shape = {1, 3 * width(), weight.size(2)};
  plan->weight = at::empty(plan->gradient_shape, weight.options());
  plan->of_target = Regrouped::target_in(plan->weight);
  plan->of_value = Regrouped::value_in(plan->weight);
  return plan;
}

void TargetAttention::prepare(const Kernels&, Prepared& prepared) const {
  auto& plan = static_cast<Regrouped&>(prepared);
  const at::Tensor& weight = parameter(0);
  plan.of_target.copy_(part_of(weight, kTarget)).add_(part_of(weight, kDifference));
  plan.of_value.narrow(1, 0, width())
      .copy_(part_of(weight, kValue))
      .sub_(part_of(weight, kDifference));
  plan.of_value.narrow(1, width(), width()).copy_(part_of(weight, kProduct));
}

void TargetAttention::finish(const Kernels&, const Prepared&, const at::Tensor& gradient,
                             std::span<at::Tensor> gradients) const {
  const at::Tensor of_target = Regrouped::target_in(gradient);
  const at::Tensor of_value = gradient.narrow(1, width(), width());
  part_of(gradients[0], kTarget).add_(of_target);
  part_of(gradients[0], kDifference).add_(of_target).sub_(of_value);
  part_of(gradients[0], kValue).add_(of_value);
  part_of(gradients[0], kProduct).add_(gradient.narrow(1, 2 * width(), width()));
}

struct TargetAttention::State {
  at::Tensor pairs, d_pairs;                 // [values, 2 dim]: v, t * v
  at::Tensor of_target, d_of_target;         // [rows, units]: the target's share of a layer
  std::vector<at::Tensor> sums, d_sums;      // by layer, before the activation
  std::vector<at::Tensor> active, d_active;  // and after it, but of the last layer
};

TargetAttention::State& TargetAttention::state(Call& call) const {
  return call.state<State>([&] {
    State made;
    const auto options = parameter(0).options();
    const int64_t values = call.rows() * length_;
    const auto make = [&](at::Tensor& one, at::Tensor& gradient, int64_t rows, int64_t columns) {
      one = at::empty({rows, columns}, options);
      if (!call.gradients.empty()) gradient = at::empty({rows, columns}, options);
    };
    make(made.pairs, made.d_pairs, values, 2 * width());
    make(made.of_target, made.d_of_target, call.rows(), parameter(0).size(2));
    made.sums.resize(layers()), made.d_sums.resize(layers());
    made.active.resize(layers() - 1), made.d_active.resize(layers() - 1);
    for (size_t i = 0; i < layers(); ++i) {
      const int64_t units = parameter(2 * i).size(2);
      make(made.sums[i], made.d_sums[i], values, units);
      if (i + 1 < layers()) make(made.active[i], made.d_active[i], values, units);
    }
    return made;
  });
}

at::Tensor TargetAttention::by_value(const at::Tensor& rows) const {
  return rows.view({rows.size(0) / length_, length_, rows.size(1)});
}

void TargetAttention::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  State& s = state(call);
  const at::Tensor none, target = in[0].unsqueeze(1);
  const at::Tensor values = in[1].unflatten(1, at::IntArrayRef{length_, width()});
  by_value(s.pairs).narrow(2, 0, width()).copy_(values);
  at::Tensor products = by_value(s.pairs).narrow(2, width(), width());
  at::mul_out(products, values, target);
  const Regrouped& first = first_layer(call);
  call.kernels->linear(s.pairs, first.of_value, none, s.sums[0], /*add=*/false);
  call.kernels->linear(in[0], first.of_target, parameter(1), s.of_target, /*add=*/false);
  by_value(s.sums[0]).add_(s.of_target.unsqueeze(1));
  for (size_t i = 1; i < layers(); ++i) {
    call.kernels->activate(activation_, s.sums[i - 1], s.active[i - 1]);
    call.kernels->linear(s.active[i - 1], parameter(2 * i), parameter(2 * i + 1), s.sums[i],
                         /*add=*/false);
  }
  const at::Tensor weights = by_value(s.sums.back());
  out.unsqueeze(1).baddbmm_(weights.transpose(1, 2), values, /*beta=*/0);
}

void TargetAttention::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                               const at::Tensor& d_out, std::span<Gradient> d_in) {
  State& s = state(call);
  const at::Tensor target = in[0].unsqueeze(1), d = d_out.unsqueeze(1);
  const at::Tensor values = in[1].unflatten(1, at::IntArrayRef{length_, width()});
  at::Tensor none, d_values = d_in[1].to.unflatten(1, at::IntArrayRef{length_, width()});
  by_value(s.d_sums.back()).baddbmm_(values, d.transpose(1, 2), /*beta=*/0);
  d_values.baddbmm_(by_value(s.sums.back()), d, /*beta=*/d_in[1].add ? 1 : 0);
  for (size_t i = layers() - 1; i > 0; --i) {
    call.kernels->linear_backward_parameters(s.active[i - 1], s.d_sums[i], call.gradients[2 * i],
                                             call.gradients[2 * i + 1]);
    call.kernels->linear_backward_input(parameter(2 * i), s.d_sums[i], s.d_active[i - 1],
                                        /*add=*/false);
    call.kernels->activate_backward(activation_, s.sums[i - 1], s.active[i - 1], s.d_active[i - 1],
                                    s.d_sums[i - 1], /*add=*/false);
  }
  const Regrouped& first = first_layer(call);
  at::Tensor d_of_value = Regrouped::value_in(call.prepared_gradient);
  at::Tensor d_of_target = Regrouped::target_in(call.prepared_gradient);
  call.kernels->linear_backward_parameters(s.pairs, s.d_sums[0], d_of_value, none);
  call.kernels->linear_backward_input(first.of_value, s.d_sums[0], s.d_pairs, /*add=*/false);
  at::sum_out(s.d_of_target, by_value(s.d_sums[0]), 1);
  call.kernels->linear_backward_parameters(in[0], s.d_of_target, d_of_target, call.gradients[1]);
  call.kernels->linear_backward_input(first.of_target, s.d_of_target, d_in[0].to, d_in[0].add);
  const at::Tensor d_products = by_value(s.d_pairs).narrow(2, width(), width());
  d_values.add_(by_value(s.d_pairs).narrow(2, 0, width())).addcmul_(d_products, target);
  d_in[0].to.add_(d_products.mul_(values).sum(1));
}

}  // namespace mmoe
