#include "nn/gradients.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "nn/preparation.h"
#include "nn/simd.h"

namespace mmoe {

Gradients::Gradients(const Graph& graph, const ParameterStore& store,
                     const Preparation& preparation, int64_t batch_rows)
    : first_table_(store.ranges().back().first), large_tables_(store.large_tables()) {
  const auto options = store.flat().options();
  int64_t total = store.dense_size();
  const auto shape_of = [&](size_t node) -> at::IntArrayRef {
    const Prepared* prepared = preparation.of(node);
    return prepared ? at::IntArrayRef(prepared->gradient_shape) : at::IntArrayRef();
  };
  prepared_.resize(graph.nodes().size());
  for (size_t i = 0; i < prepared_.size(); ++i) {
    if (!shape_of(i).empty()) total += c10::multiply_integers(shape_of(i));
  }
  flat_ = at::zeros({total}, options);
  parameters_ = flat_.narrow(0, 0, store.dense_size());
  trained_ = flat_.narrow(0, 0, store.trained_size());
  not_trained_ = flat_.narrow(0, store.trained_size(), total - store.trained_size());
  by_node_ = store.views_of(parameters_);
  int64_t first = store.dense_size();
  for (size_t i = 0; i < prepared_.size(); ++i) {
    if (shape_of(i).empty()) continue;
    const int64_t size = c10::multiply_integers(shape_of(i));
    prepared_[i] = flat_.narrow(0, first, size).view(shape_of(i));
    first += size;
  }
  for (const ParameterStore::LargeTable& table : large_tables_) {
    const int64_t rows = std::min(batch_rows * table.columns, table.value.size(0));
    const at::Tensor touched = at::zeros({rows, table.value.size(1)}, options);
    for (const auto& [node, parameter] : table.users) by_node_[node][parameter] = touched;
  }
}

const at::Tensor& Gradients::touched_rows(const ParameterStore::LargeTable& table) const {
  return by_node_[table.users.front().node][table.users.front().parameter];
}

namespace {

at::Tensor front(const at::Tensor& rows, const Batch& batch, size_t table) {
  return rows.narrow(0, 0, static_cast<int64_t>((*batch.touched)[table].size()));
}

// The first so many of them.
bool all_finite(const at::Tensor& numbers, int64_t count) {
  const bool own = numbers.is_cpu() && numbers.scalar_type() == at::kFloat;
  if (own) return simd::all_finite(numbers.const_data_ptr<float>(), count);
  return std::isfinite((numbers.flatten().narrow(0, 0, count) * 0).sum().item<double>());
}

}  // namespace

std::vector<at::Tensor> Gradients::parts(const Batch& batch, Group group) const {
  const int64_t first = group == Group::tables ? first_table_ : 0;
  const int64_t end = group == Group::dense ? first_table_ : trained_.size(0);
  std::vector<at::Tensor> parts = {trained_.narrow(0, first, end - first)};
  for (const ParameterStore::LargeTable& table : large_tables_) {
    if (group == Group::dense || table.frozen) continue;
    parts.push_back(front(touched_rows(table), batch, table.table));
  }
  return parts;
}

bool Gradients::are_finite(const Batch& batch) const {
  if (!all_finite(trained_, trained_.size(0))) return false;
  return std::ranges::all_of(large_tables_, [&](const ParameterStore::LargeTable& table) {
    const auto rows = static_cast<int64_t>((*batch.touched)[table.table].size());
    return table.frozen || all_finite(touched_rows(table), rows * table.value.size(1));
  });
}

void Gradients::clear(const Batch& batch, bool parameters_are_zero) {
  not_trained_.zero_();
  if (!parameters_are_zero) trained_.zero_();
  for (const ParameterStore::LargeTable& table : large_tables_) {
    if (parameters_are_zero && !table.frozen) continue;
    front(touched_rows(table), batch, table.table).zero_();
  }
}

void Gradients::add(const Gradients& other, const Batch& batch) {
  flat_.add_(other.flat_);
  for (const ParameterStore::LargeTable& table : large_tables_) {
    front(touched_rows(table), batch, table.table)
        .add_(front(other.touched_rows(table), batch, table.table));
  }
}

}  // namespace mmoe
