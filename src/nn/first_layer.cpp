#include "nn/first_layer.h"

#include <ATen/ops/empty.h>

#include <cctype>

#include "nn/kernels.h"

namespace mmoe {

namespace {

// Parameter names may not hold dots, and columns may be named anything.
std::string table_name(size_t position, const std::string& field) {
  std::string name = "table_" + std::to_string(position) + "_";
  for (const unsigned char c : field) name += std::isalnum(c) ? static_cast<char>(c) : '_';
  return name;
}

const FoldPlan& plan_of(const Call& call) { return static_cast<const FoldPlan&>(*call.prepared); }

}  // namespace

FirstLayer::FirstLayer(const Schema& schema, const std::vector<OutputGroup>& groups, Init init,
                       const RandomStream& stream)
    : Block(width_of(groups)), numerics_(static_cast<int64_t>(schema.numerics.size())) {
  draw_tables(schema, stream);
  draw_weight(groups, init, stream);
}

void FirstLayer::draw_tables(const Schema& schema, const RandomStream& stream) {
  int64_t first_weight = 0;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    const std::string name = table_name(i, field.name);
    at::Tensor table = at::empty({field.rows, field.dim});
    fill_normal(table, field.init_deviation, stream.child(name));
    const auto column = static_cast<int64_t>(i);
    add_parameter(name, table, ParameterKind::table, column);
    fields_.push_back({column, 0, first_weight, field.rows, field.dim, field.common});
    first_weight += field.dim;
  }
}

void FirstLayer::draw_weight(const std::vector<OutputGroup>& groups, Init init,
                             const RandomStream& stream) {
  int64_t inputs = numerics_;
  for (const FoldedField& field : fields_) inputs += field.dim;
  at::Tensor weight = at::empty({1, inputs, width()}), bias = at::empty({width()});
  const int64_t biased = draw_sets(groups, init, stream, weight[0], bias);
  add_parameter("weight", weight, ParameterKind::weight);
  has_bias_ = biased > 0;
  if (has_bias_) add_parameter("bias", bias.narrow(0, 0, biased).clone(), ParameterKind::plain);
}

std::unique_ptr<Prepared> FirstLayer::plan(const Kernels& kernels, int64_t batch_rows) const {
  auto plan = std::make_unique<FoldPlan>();
  divide(fields_, numerics_, kernels.folds(), batch_rows, *plan);
  const at::Tensor& weights = parameter(weight());
  const auto rows_of_weight = [&](int64_t first, int64_t count) {
    return weights.narrow(1, first, count);
  };
  for (size_t i = 0; i < fields_.size(); ++i) plan->tables.push_back(parameter(i));
  for (const WeightPart& part : plan->parts) {
    plan->weight_of_part.push_back(rows_of_weight(part.first_weight, part.width));
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
    kernels.linear(plan.tables[static_cast<size_t>(field.column)], plan.weight_of_field[i], {},
                   plan.product_of[i], /*add=*/false);
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
  call.kernels->lookup(plan.tables, plan.looked_up, call.batch->ids, x);
  if (numerics_ == 0) return parts;
  const auto numeric_columns = [&] { return std::vector{x.narrow(1, plan.embedded, numerics_)}; };
  call.views(kNumericColumns, numeric_columns)[0].copy_(call.batch->numerics);
  return parts;
}

void FirstLayer::forward(Call& call, std::span<const at::Tensor>, at::Tensor& out) {
  const FoldPlan& plan = plan_of(call);
  const bool folds = !plan.folded.empty();
  if (folds) {
    call.kernels->add_products(plan.products, plan.base, plan.folded, call.batch->ids, out);
  }
  const std::span<const at::Tensor> parts = input(call, /*fill=*/true);
  const at::Tensor none;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool with_bias = has_bias_ && !folds;  // else the base has it
    call.kernels->linear(parts[i], plan.weight_of_part[i], with_bias ? parameter(bias()) : none,
                         out, /*add=*/folds);
  }
}

void FirstLayer::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                          const at::Tensor& d_out, std::span<Gradient>) {
  const FoldPlan& plan = plan_of(call);
  const bool folds = !plan.folded.empty();
  if (folds) {
    call.kernels->add_products_backward(d_out, plan.folded, call.batch->ids,
                                        call.prepared_gradient);
  }
  const std::span<const at::Tensor> parts = input(call, /*fill=*/false);
  std::vector<at::Tensor>& d_weights = call.views(kWeightGradients, [&] {
    std::vector<at::Tensor> all;
    for (const WeightPart& part : plan.parts) {
      all.push_back(call.gradients[weight()].narrow(1, part.first_weight, part.width));
    }
    return all;
  });
  at::Tensor none;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool with_bias = has_bias_ && !folds;
    call.kernels->linear_backward_parameters(parts[i], d_out, d_weights[i],
                                             with_bias ? call.gradients[bias()] : none);
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
    const auto column = static_cast<size_t>(field.column);
    at::Tensor d_product = gradient.narrow(0, field.first_row, field.rows);
    kernels.gradient_of_common(sums, field.common, d_product);
    at::Tensor d_rows = gradients[weight()].narrow(1, field.first_weight, field.dim);
    kernels.linear_backward_parameters(plan.tables[column], d_product, d_rows, none);
    kernels.linear_backward_input(plan.weight_of_field[i], d_product, gradients[column],
                                  /*add=*/true);
  }
}

}  // namespace mmoe
