#include "nn/first_layer.h"

#include <ATen/ops/empty.h>

#include "nn/kernels.h"

namespace mmoe {

namespace {

const FoldPlan& plan_of(const Call& call) { return static_cast<const FoldPlan&>(*call.prepared); }

}  // namespace

FirstLayer::FirstLayer(const Schema& schema, EmbeddingTables& tables, std::vector<int64_t> further,
                       const std::vector<OutputGroup>& groups, Init init,
                       const RandomStream& stream)
    : Block(width_of(groups)),
      numerics_(static_cast<int64_t>(schema.numerics.size())),
      share_seen_(tables.share_seen()),
      further_(std::move(further)) {
  add_fields(schema, tables);
  weight_ = parameters().size();
  draw_weight(groups, init, stream);
}

void FirstLayer::add_fields(const Schema& schema, EmbeddingTables& tables) {
  int64_t first_weight = 0;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    const EmbeddingTable& table = tables.of_field(i);
    fields_.push_back({static_cast<int64_t>(i),
                       0,
                       first_weight,
                       field.rows,
                       field.dim,
                       field.common,
                       {add_table(table), table.position}});
    first_weight += field.dim;
  }
}

void FirstLayer::draw_weight(const std::vector<OutputGroup>& groups, Init init,
                             const RandomStream& stream) {
  int64_t inputs = first_of_further();
  for (const int64_t more : further_) inputs += more;
  at::Tensor weight = at::empty({1, inputs, width()}), bias = at::empty({width()});
  const int64_t biased = draw_sets(groups, init, stream, weight[0], bias);
  add_parameter("weight", weight, ParameterKind::weight);
  has_bias_ = biased > 0;
  if (has_bias_) add_parameter("bias", bias.narrow(0, 0, biased).clone(), ParameterKind::plain);
}

int64_t FirstLayer::first_of_further() const {
  int64_t first = numerics_;
  for (const FoldedField& field : fields_) first += field.dim;
  return first;
}

std::unique_ptr<Prepared> FirstLayer::plan(const Kernels& kernels, int64_t batch_rows) const {
  auto plan = std::make_unique<FoldPlan>();
  divide(fields_, numerics_, kernels.folds(), batch_rows, *plan);
  const at::Tensor& weights = parameter(weight());
  const auto rows_of_weight = [&](int64_t first, int64_t count) {
    return weights.narrow(1, first, count);
  };
  for (size_t i = 0; i < weight(); ++i) plan->tables.push_back(parameter(i));
  for (const WeightPart& part : plan->parts) {
    plan->weight_of_part.push_back(rows_of_weight(part.first_weight, part.width));
  }
  int64_t first = first_of_further();
  for (const int64_t more : further_) {
    plan->weight_of_further.push_back(rows_of_weight(first, more));
    first += more;
  }
  if (plan->folded.empty()) return plan;
  const int64_t rows = plan->folded.back().first_row + plan->folded.back().rows;
  plan->gradient_shape = {rows + 1, width()};  // and the sum of all rows of the batch
  plan->products = at::empty({rows, width()}, weights.options());
  plan->base = at::empty({width()}, weights.options());
  for (const FoldedField& field : plan->folded) {
    plan->product_of.push_back(plan->products.narrow(0, field.first_row, field.rows));
    plan->weight_of_field.push_back(rows_of_weight(field.first_weight, field.dim));
  }
  return plan;
}

void FirstLayer::prepare(const Kernels& kernels, Prepared& prepared) const {
  auto& plan = static_cast<FoldPlan&>(prepared);
  if (plan.folded.empty()) return;
  plan.base.zero_();
  if (has_bias_) plan.base.narrow(0, 0, parameter(bias()).size(0)).copy_(parameter(bias()));
  for (size_t i = 0; i < plan.folded.size(); ++i) {
    const FoldedField& field = plan.folded[i];
    kernels.linear(plan.tables[field.table.parameter], plan.weight_of_field[i], {},
                   plan.product_of[i], /*add=*/false);
    if (!plan.training && share_seen_ < 1) plan.product_of[i].mul_(share_seen_);
    kernels.move_to_base(field.common, plan.product_of[i], plan.base);
  }
}

// Columns of x, or of its gradient, that meet each part of the weight.
std::vector<at::Tensor>& FirstLayer::columns(Call& call, KeptSlot slot) const {
  const FoldPlan& plan = plan_of(call);
  const int64_t width = slot == kInput ? plan.inputs : plan.embedded;
  return call.views(slot, [&] {
    const at::Tensor x = call.keep(slot, {call.rows(), width}, parameter(weight()).options());
    std::vector<at::Tensor> parts;
    for (const WeightPart& part : plan.parts) {
      const int64_t end = std::min(part.first + part.width, width);
      if (end > part.first) parts.push_back(x.narrow(1, part.first, end - part.first));
    }
    return parts;
  });
}

// x, in parts.
std::span<const at::Tensor> FirstLayer::input(Call& call, bool fill) const {
  const FoldPlan& plan = plan_of(call);
  if (plan.looked_up.empty()) return {&call.batch->numerics, plan.parts.size()};
  const std::vector<at::Tensor>& parts = columns(call, kInput);
  if (!fill) return parts;
  at::Tensor& x = call.keep(kInput);
  call.kernels->lookup(plan.tables, plan.looked_up, *call.batch, x);
  if (!call.training && share_seen_ < 1) x.narrow(1, 0, plan.embedded).mul_(share_seen_);
  if (numerics_ == 0) return parts;
  const auto numeric_columns = [&] { return std::vector{x.narrow(1, plan.embedded, numerics_)}; };
  call.views(kNumericColumns, numeric_columns)[0].copy_(call.batch->numerics);
  return parts;
}

void FirstLayer::forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) {
  const FoldPlan& plan = plan_of(call);
  bool add = !plan.folded.empty();
  if (add) call.kernels->add_products(plan.products, plan.base, plan.folded, call.batch->ids, out);
  const at::Tensor none;
  const auto multiply = [&](const at::Tensor& x, const at::Tensor& of_weight) {
    const bool with_bias = has_bias_ && !add;  // else it is there, from the base or the first part
    call.kernels->linear(x, of_weight, with_bias ? parameter(bias()) : none, out, add);
    add = true;
  };
  const std::span<const at::Tensor> parts = input(call, /*fill=*/true);
  for (size_t i = 0; i < parts.size(); ++i) multiply(parts[i], plan.weight_of_part[i]);
  for (size_t i = 0; i < in.size(); ++i) multiply(in[i], plan.weight_of_further[i]);
}

// The gradient of each part of the weight, then of the rows of each further input.
std::vector<at::Tensor>& FirstLayer::weight_gradients(Call& call) const {
  return call.views(kWeightGradients, [&] {
    std::vector<at::Tensor> all;
    const at::Tensor& whole = call.gradients[weight()];
    for (const WeightPart& part : plan_of(call).parts) {
      all.push_back(whole.narrow(1, part.first_weight, part.width));
    }
    int64_t first = first_of_further();
    for (const int64_t more : further_) {
      all.push_back(whole.narrow(1, first, more));
      first += more;
    }
    return all;
  });
}

void FirstLayer::backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                          const at::Tensor& d_out, std::span<Gradient> d_in) {
  const FoldPlan& plan = plan_of(call);
  bool with_bias = has_bias_ && plan.folded.empty();
  if (!plan.folded.empty()) {
    call.kernels->add_products_backward(d_out, plan.folded, call.batch->ids,
                                        call.prepared_gradient);
  }
  const std::span<const at::Tensor> parts = input(call, /*fill=*/false);
  std::vector<at::Tensor>& d_weights = weight_gradients(call);
  at::Tensor none;
  for (size_t i = 0; i < d_weights.size(); ++i) {
    const at::Tensor& x = i < parts.size() ? parts[i] : in[i - parts.size()];
    call.kernels->linear_backward_parameters(x, d_out, d_weights[i],
                                             with_bias ? call.gradients[bias()] : none);
    with_bias = false;
  }
  for (size_t i = 0; i < in.size(); ++i) {
    call.kernels->linear_backward_input(plan.weight_of_further[i], d_out, d_in[i].to, d_in[i].add);
  }
  if (plan.looked_up.empty()) return;
  std::vector<at::Tensor>& d_parts = columns(call, kInputGradient);
  for (size_t i = 0; i < d_parts.size(); ++i) {
    call.kernels->linear_backward_input(plan.weight_of_part[i], d_out, d_parts[i], /*add=*/false);
  }
  call.kernels->lookup_backward(call.keep(kInputGradient), plan.looked_up, *call.batch,
                                call.gradients);
}

void FirstLayer::finish(const Kernels& kernels, const Prepared& prepared,
                        const at::Tensor& gradient, std::span<at::Tensor> gradients) const {
  const auto& plan = static_cast<const FoldPlan&>(prepared);
  const at::Tensor sums = gradient.select(0, gradient.size(0) - 1);
  if (has_bias_) gradients[bias()].add_(sums.narrow(0, 0, gradients[bias()].size(0)));
  at::Tensor none;
  for (size_t i = 0; i < plan.folded.size(); ++i) {
    const FoldedField& field = plan.folded[i];
    const size_t table = field.table.parameter;
    at::Tensor d_product = gradient.narrow(0, field.first_row, field.rows);
    kernels.gradient_of_common(sums, field.common, d_product);
    at::Tensor d_rows = gradients[weight()].narrow(1, field.first_weight, field.dim);
    kernels.linear_backward_parameters(plan.tables[table], d_product, d_rows, none);
    kernels.linear_backward_input(plan.weight_of_field[i], d_product, gradients[table],
                                  /*add=*/true);
  }
}

}  // namespace mmoe
