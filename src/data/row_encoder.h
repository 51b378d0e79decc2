// Encoders over one source of columns, made ready once for many rows.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/encoders.h"

namespace mmoe {

// One column of a row-major matrix.
template <class T>
struct Target {
  T* first;
  int64_t stride;
  T& operator[](size_t row) const { return first[static_cast<int64_t>(row) * stride]; }
};

// Writes what a column becomes in these rows of its source.
template <class T>
using ColumnWriter = std::function<void(std::span<const int64_t> rows, Target<T> out)>;

// The same by a function of one row.
template <class T, class ValueOfRow>
ColumnWriter<T> column_writer(ValueOfRow value_of) {
  return [value_of = std::move(value_of)](std::span<const int64_t> rows, Target<T> out) {
    for (size_t i = 0; i < rows.size(); ++i) out[i] = value_of(static_cast<size_t>(rows[i]));
  };
}

// Where values stand.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  // NaN: missing. The vector stays, its values may change.
  virtual const std::vector<double>& numbers(const std::string& column) const = 0;
  virtual ColumnWriter<int32_t> ids(const VocabularyEncoder& encoder,
                                    const std::string& column) const = 0;
};

class RowEncoder {
 public:
  // What the source points to, and the encoders, must outlive this.
  RowEncoder(const Encoders& encoders, const ColumnSource& source);

  // Rows first, first + 1, ... of `out` become these rows of the source; labels are left alone.
  void encode(std::span<const int64_t> rows, int64_t first, Dataset& out) const;

  // Gives `out` the right widths and this many rows, every label missing (NaN).
  void shape(int64_t rows, Dataset& out) const;

 private:
  std::vector<ColumnWriter<float>> numerics_;
  std::vector<ColumnWriter<int32_t>> ids_;
  int64_t task_count_;
};

}  // namespace mmoe
