#include "nn/lookup.h"

#include <algorithm>

#include "nn/kernels.h"

namespace mmoe {

namespace {

bool lies_side_by_side(const ListField& list) {
  return std::holds_alternative<ConcatPooling>(list.pooling) ||
         std::holds_alternative<AttentionPooling>(list.pooling);
}

ListSum sum_of(const PoolingConfig& pooling) {
  if (std::holds_alternative<MeanPooling>(pooling)) return ListSum::mean;
  return std::holds_alternative<MaxPooling>(pooling) ? ListSum::max : ListSum::sum;
}

int64_t columns_of(const Schema& schema, const Selection& selection) {
  auto width = static_cast<int64_t>(selection.numerics.size());
  for (const size_t field : selection.fields) width += schema.fields[field].dim;
  for (const size_t list : selection.lists) width += width_of(schema.lists[list]);
  return width;
}

}  // namespace

int64_t width_of(const ListField& list) {
  return lies_side_by_side(list) ? list.length * list.dim : list.dim;
}

Lookup::Lookup(const Schema& schema, EmbeddingTables& tables, const Selection& selection)
    : Block(columns_of(schema, selection)), share_seen_(tables.share_seen()) {
  int64_t first = 0;
  for (const size_t i : selection.fields) {
    const EmbeddingTable& table = tables.of_field(i);
    fields_.push_back({static_cast<int64_t>(i), first, {add_table(table), table.position}});
    first += schema.fields[i].dim;
  }
  for (const size_t i : selection.lists) {
    const ListField& list = schema.lists[i];
    const EmbeddingTable& table = tables.of_list(i);
    first = add_list(list, schema.first_id(i), list.weighted ? schema.first_weight(i) : -1,
                     {add_table(table), table.position}, first);
  }
  // What attends weighs embeddings, and adds up none.
  const auto attends = [&](size_t i) {
    return std::holds_alternative<AttentionPooling>(schema.lists[i].pooling);
  };
  if (std::ranges::none_of(selection.lists, attends)) embedded_ = first;
  for (const size_t i : selection.numerics) {
    const auto from = static_cast<int64_t>(i);
    const bool goes_on = !numbers_.empty() && numbers_.back().from + numbers_.back().width == from;
    if (!goes_on) numbers_.push_back({from, first, 0});
    ++numbers_.back().width;
    ++first;
  }
  for (const Parameter& table : parameters()) tables_.push_back(table.value);
}

// Side by side, each id is a list of its own. Gives the column behind.
int64_t Lookup::add_list(const ListField& list, int64_t column, int64_t weight,
                         const TableUse& table, int64_t first) {
  const bool apart = lies_side_by_side(list);
  const int64_t count = apart ? list.length : 1;
  for (int64_t i = 0; i < count; ++i) {
    lists_.push_back({column + i, apart ? 1 : list.length, first + i * list.dim, table,
                      sum_of(list.pooling), weight < 0 ? weight : weight + i});
  }
  return first + width_of(list);
}

void Lookup::forward(Call& call, std::span<const at::Tensor>, at::Tensor& out) {
  call.kernels->lookup(tables_, fields_, *call.batch, out);
  call.kernels->pool(tables_, lists_, *call.batch, out);
  if (!call.training && share_seen_ < 1) out.narrow(1, 0, embedded_).mul_(share_seen_);
  for (const Numbers& numbers : numbers_) {
    out.narrow(1, numbers.first, numbers.width)
        .copy_(call.batch->numerics.narrow(1, numbers.from, numbers.width));
  }
}

void Lookup::backward(Call& call, std::span<const at::Tensor>, const at::Tensor&,
                      const at::Tensor& d_out, std::span<Gradient>) {
  call.kernels->lookup_backward(d_out, fields_, *call.batch, call.gradients);
  call.kernels->pool_backward(d_out, tables_, lists_, *call.batch, call.gradients);
}

}  // namespace mmoe
