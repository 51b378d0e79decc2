#include "data/row_encoder.h"

#include <algorithm>
#include <limits>

namespace mmoe {

namespace {

template <class T>
Target<T> target_at(std::vector<T>& matrix, int64_t columns, int64_t row) {
  return {matrix.data() + row * columns, columns};
}

}  // namespace

RowEncoder::RowEncoder(const Encoders& encoders, const ColumnSource& source) {
  const ColumnWriters writers(encoders.tables, source);
  for (const ColumnEncoder& column : encoders.columns) {
    std::visit([&](const auto& encoder) { add(writers.of(column.name, encoder), encoder); },
               column.encoder);
  }
  const Schema schema = encoders.schema();
  shape_.numeric_count = static_cast<int64_t>(schema.numerics.size());
  shape_.field_count = schema.id_columns();
  shape_.value_count = schema.value_columns();
  shape_.task_count = static_cast<int64_t>(encoders.label_columns.size());
}

void RowEncoder::add(ColumnWriter<float> write, const NumericEncoder&) {
  numerics_.push_back({std::move(write), 1});
}
void RowEncoder::add(ColumnWriter<float> write, const PiecewiseEncoder& encoder) {
  (encoder.dim > 0 ? codes_ : numerics_).push_back({std::move(write), encoder.bins()});
}
void RowEncoder::add(ColumnWriter<int32_t> write, const CategoryEncoder&) {
  ids_.push_back(std::move(write));
}
void RowEncoder::add(ListWriter write, const ListEncoder& encoder) {
  const int64_t weights = encoder.format.weighted() ? encoder.length : 0;
  lists_.push_back({std::move(write), encoder.length, weights});
}

void RowEncoder::shape(int64_t rows, Dataset& out) const {
  out.shape_like(shape_);
  out.resize(rows);
  std::ranges::fill(out.labels, std::numeric_limits<float>::quiet_NaN());
}

void RowEncoder::encode(std::span<const int64_t> rows, int64_t first, Dataset& out) const {
  constexpr size_t kRowsInCache = 1024;  // columns come one after the other, into the same rows
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kRowsInCache));
    write(some, first, out);
    first += static_cast<int64_t>(some.size());
    rows = rows.subspan(some.size());
  }
}

// The order of the columns is that of Schema.
void RowEncoder::write(std::span<const int64_t> rows, int64_t first, Dataset& out) const {
  auto numerics = target_at(out.numerics, out.numeric_count, first);
  auto ids = target_at(out.ids, out.field_count, first);
  auto values = target_at(out.values, out.value_count, first);
  for (const Numbers& numbers : numerics_) {
    numbers.write(rows, numerics);
    numerics.first += numbers.columns;
  }
  for (const ColumnWriter<int32_t>& write_ids : ids_) {
    write_ids(rows, ids);
    ++ids.first;
  }
  for (const List& list : lists_) {
    list.write(rows, ids, values);
    ids.first += list.columns;
    values.first += list.weight_columns;
  }
  for (const Numbers& codes : codes_) {
    codes.write(rows, values);
    values.first += codes.columns;
  }
}

}  // namespace mmoe
