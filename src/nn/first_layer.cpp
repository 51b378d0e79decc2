#include "nn/first_layer.h"

#include <ATen/ops/empty.h>

#include <cctype>

#include "nn/kernels.h"

namespace mmoe {

namespace {

enum KeptSlot : size_t { kInput, kInputGradient, kFolded, kFoldedGradient };

int64_t width_of(const std::vector<OutputGroup>& groups) {
  int64_t width = 0;
  for (const OutputGroup& group : groups) width += group.copies * group.units;
  return width;
}

// Parameter names may not hold dots, and columns may be named anything.
std::string table_name(size_t position, const std::string& field) {
  std::string name = "table_" + std::to_string(position) + "_";
  for (const unsigned char c : field) name += std::isalnum(c) ? static_cast<char>(c) : '_';
  return name;
}

}  // namespace

FirstLayer::FirstLayer(const Schema& schema, const std::vector<OutputGroup>& groups, Init init,
                       const RandomStream& stream)
    : Block(width_of(groups)), table_count_(schema.fields.size()), inputs_(schema.width()) {
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    const Field& field = schema.fields[i];
    const std::string name = table_name(i, field.name);
    at::Tensor table = at::empty({field.rows, field.dim});
    fill_normal(table, field.init_deviation, stream.child(name));
    add_parameter(name, table, ParameterKind::table);
    first_row_.push_back(table_rows_);
    first_column_.push_back(embedded_);
    table_rows_ += field.rows;
    embedded_ += field.dim;
  }
  at::Tensor weight = at::empty({1, inputs_, width()}), bias = at::empty({width()});
  int64_t column = 0, biased = 0;
  for (const OutputGroup& group : groups) {
    for (int64_t copy = 0; copy < group.copies; ++copy, column += group.units) {
      const RandomStream columns = stream.child("columns " + std::to_string(column));
      fill_weight(weight[0].narrow(1, column, group.units), init, columns.child("weight"));
      if (!group.bias) continue;
      fill_bias(bias.narrow(0, column, group.units), inputs_, init, columns.child("bias"));
      biased = column + group.units;
    }
  }
  add_parameter("weight", weight, ParameterKind::weight);
  has_bias_ = biased > 0;
  if (has_bias_) add_parameter("bias", bias.narrow(0, 0, biased).clone(), ParameterKind::plain);
}

// Folding multiplies all rows of the tables instead of one row a field and row of the batch.
bool FirstLayer::folds(const Call& call) const {
  constexpr int64_t kGain = 8;
  const auto fields = static_cast<int64_t>(table_count_);
  return fields > 0 && call.kernels->folds() && table_rows_ * kGain <= call.rows() * fields;
}

at::Tensor FirstLayer::input(Call& call) const {
  return call.keep(kInput, {call.rows(), inputs_}, parameter(weight()).options());
}

at::Tensor FirstLayer::bias_or_none() const { return has_bias_ ? parameter(bias()) : at::Tensor(); }

at::Tensor FirstLayer::field_rows(const at::Tensor& weights, size_t field) const {
  return weights.narrow(1, first_column_[field], parameter(field).size(1));
}

at::Tensor FirstLayer::numeric_rows(const at::Tensor& weights) const {
  return weights.narrow(1, embedded_, inputs_ - embedded_);
}

void FirstLayer::forward(Call& call, std::span<const at::Tensor>, at::Tensor& out) {
  if (folds(call)) return forward_folded(call, out);
  at::Tensor x = call.batch->numerics;
  if (table_count_ > 0) {
    x = input(call);
    std::vector<at::Tensor> tables;
    for (size_t i = 0; i < table_count_; ++i) tables.push_back(parameter(i));
    call.kernels->lookup(tables, call.batch->ids, call.batch->numerics, x);
  }
  call.kernels->linear(x, parameter(weight()), bias_or_none(), out);
}

void FirstLayer::forward_folded(Call& call, at::Tensor& out) {
  const at::Tensor& weights = parameter(weight());
  const at::Tensor folded = call.keep(kFolded, {table_rows_, width()}, weights.options());
  for (size_t field = 0; field < table_count_; ++field) {
    const at::Tensor& table = parameter(field);
    at::Tensor product = folded.narrow(0, first_row_[field], table.size(0));
    call.kernels->linear(table, field_rows(weights, field), at::Tensor(), product);
  }
  call.kernels->linear(call.batch->numerics, numeric_rows(weights), bias_or_none(), out);
  call.kernels->add_rows(folded, first_row_, call.batch->ids, out);
}

void FirstLayer::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                          const at::Tensor& d_out, std::span<Gradient>) {
  if (folds(call)) return backward_folded(call, d_out);
  const at::Tensor x = table_count_ > 0 ? input(call) : call.batch->numerics;
  at::Tensor no_bias;
  call.kernels->linear_backward_parameters(x, d_out, call.gradients[weight()],
                                           has_bias_ ? call.gradients[bias()] : no_bias);
  if (table_count_ == 0) return;
  at::Tensor d_x =
      call.keep(kInputGradient, {call.rows(), embedded_}, parameter(weight()).options());
  call.kernels->linear_backward_input(parameter(weight()), d_out, d_x, /*add=*/false);
  std::vector<at::Tensor> d_tables(call.gradients.begin(),
                                   call.gradients.begin() + static_cast<int64_t>(table_count_));
  call.kernels->lookup_backward(d_x, call.batch->ids, d_tables);
}

void FirstLayer::backward_folded(Call& call, const at::Tensor& d_out) {
  const at::Tensor& weights = parameter(weight());
  at::Tensor no_bias, d_numeric = numeric_rows(call.gradients[weight()]);
  call.kernels->linear_backward_parameters(call.batch->numerics, d_out, d_numeric,
                                           has_bias_ ? call.gradients[bias()] : no_bias);
  at::Tensor d_folded = call.keep(kFoldedGradient, {table_rows_, width()}, weights.options());
  d_folded.zero_();
  call.kernels->add_rows_backward(d_out, first_row_, call.batch->ids, d_folded);
  for (size_t field = 0; field < table_count_; ++field) {
    const at::Tensor& table = parameter(field);
    const at::Tensor d_product = d_folded.narrow(0, first_row_[field], table.size(0));
    at::Tensor d_rows = field_rows(call.gradients[weight()], field);
    call.kernels->linear_backward_parameters(table, d_product, d_rows, no_bias);
    call.kernels->linear_backward_input(field_rows(weights, field), d_product,
                                        call.gradients[field], /*add=*/true);
  }
}

}  // namespace mmoe
