// Encoders over one source of columns, made ready once for many rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/column_writers.h"
#include "data/dataset.h"
#include "data/encoders.h"

namespace mmoe {

class RowEncoder {
 public:
  // What the source points to, and the encoders, must outlive this.
  RowEncoder(const Encoders& encoders, const ColumnSource& source);

  // Rows first, first + 1, ... of `out` become these rows of the source; labels are left alone.
  void encode(std::span<const int64_t> rows, int64_t first, Dataset& out) const;

  // Gives `out` the right widths and this many rows, every label missing (NaN).
  void shape(int64_t rows, Dataset& out) const;

 private:
  struct Numbers {
    ColumnWriter<float> write;
    int64_t columns;
  };
  struct List {
    ListWriter write;
    int64_t columns, weight_columns;
  };
  void add(ColumnWriter<float> write, const NumericEncoder& encoder);
  void add(ColumnWriter<float> write, const PiecewiseEncoder& encoder);
  void add(ColumnWriter<int32_t> write, const CategoryEncoder& encoder);
  void add(ListWriter write, const ListEncoder& encoder);
  void write(std::span<const int64_t> rows, int64_t first, Dataset& out) const;

  std::vector<Numbers> numerics_, codes_;  // codes: of piecewise fields
  std::vector<ColumnWriter<int32_t>> ids_;
  std::vector<List> lists_;
  Dataset shape_;  // without rows
};

}  // namespace mmoe
