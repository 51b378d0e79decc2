#include "data/row_encoder.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace mmoe {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::unordered_map<uint64_t, int32_t> ids_of(const ValueEncoder& encoder) {
  std::unordered_map<uint64_t, int32_t> ids;
  for (size_t i = 0; i < encoder.values.size(); ++i) {
    ids.emplace(ValueEncoder::key_of(encoder.values[i]), static_cast<int32_t>(i) + 1);
  }
  if (encoder.missing) ids.emplace(ValueEncoder::key_of(kMissing), *encoder.missing);
  return ids;
}

ColumnWriter<float> writer_of(const NumericEncoder& encoder, const std::string& column,
                              const ColumnSource& source) {
  return column_writer<float>([encoder, &values = source.numbers(column)](size_t row) {
    return encoder.encode(values[row]);
  });
}

ColumnWriter<int32_t> writer_of(const ValueEncoder& encoder, const std::string& column,
                                const ColumnSource& source) {
  return column_writer<int32_t>(
      [ids = ids_of(encoder), &values = source.numbers(column)](size_t row) {
        const auto id = ids.find(ValueEncoder::key_of(values[row]));
        return id == ids.end() ? 0 : id->second;
      });
}

ColumnWriter<int32_t> writer_of(const VocabularyEncoder& encoder, const std::string& column,
                                const ColumnSource& source) {
  return source.ids(encoder, column);
}

ColumnWriter<int32_t> writer_of(const BucketEncoder&, const std::string& column,
                                const ColumnSource& source) {
  return column_writer<int32_t>(
      [&values = source.numbers(column)](size_t row) { return BucketEncoder::id_of(values[row]); });
}

template <class T>
void write_columns(const std::vector<ColumnWriter<T>>& columns, std::span<const int64_t> rows,
                   int64_t first, std::vector<T>& matrix) {
  const auto width = static_cast<int64_t>(columns.size());
  T* out = matrix.data() + first * width;
  for (const ColumnWriter<T>& write : columns) write(rows, {out++, width});
}

}  // namespace

RowEncoder::RowEncoder(const Encoders& encoders, const ColumnSource& source)
    : task_count_(static_cast<int64_t>(encoders.label_columns.size())) {
  for (const ColumnEncoder& column : encoders.columns) {
    std::visit(
        [&](const auto& encoder) {
          if constexpr (requires { encoder.rows(); }) {
            ids_.push_back(writer_of(encoder, column.column, source));
          } else {
            numerics_.push_back(writer_of(encoder, column.column, source));
          }
        },
        column.encoder);
  }
}

void RowEncoder::shape(int64_t rows, Dataset& out) const {
  out.numeric_count = static_cast<int64_t>(numerics_.size());
  out.field_count = static_cast<int64_t>(ids_.size());
  out.task_count = task_count_;
  out.resize(rows);
  std::ranges::fill(out.labels, std::numeric_limits<float>::quiet_NaN());
}

void RowEncoder::encode(std::span<const int64_t> rows, int64_t first, Dataset& out) const {
  constexpr size_t kRowsInCache = 1024;  // columns come one after the other, into the same rows
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kRowsInCache));
    write_columns(numerics_, some, first, out.numerics);
    write_columns(ids_, some, first, out.ids);
    first += static_cast<int64_t>(some.size());
    rows = rows.subspan(some.size());
  }
}

}  // namespace mmoe
