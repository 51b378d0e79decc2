// What each encoder writes of each row.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/column_source.h"
#include "data/encoders.h"

namespace mmoe {

// Writes ids and, where the list has them, weights; both begin at the list's first column.
using ListWriter =
    std::function<void(std::span<const int64_t> rows, Target<int32_t> ids, Target<float> weights)>;

// Writers over one source for encoders that share tables; what the source points to, and the
// encoders, must outlive them.
class ColumnWriters {
 public:
  ColumnWriters(const std::vector<TableEncoder>& tables, const ColumnSource& source);

  ColumnWriter<float> of(const std::string& name, const NumericEncoder& encoder) const;
  ColumnWriter<float> of(const std::string& name, const PiecewiseEncoder& encoder) const;
  ColumnWriter<int32_t> of(const std::string& name, const CategoryEncoder& encoder) const;
  ListWriter of(const std::string& name, const ListEncoder& encoder) const;

 private:
  const std::vector<TableEncoder>& tables_;
  const ColumnSource& source_;
  std::vector<WordLookup> lookups_;  // by table; empty where ids come from numbers alone
};

}  // namespace mmoe
