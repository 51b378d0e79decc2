// What the values of a column are like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/raw_table.h"
#include "inspect/list_shape.h"
#include "inspect/times.h"

namespace mmoe {

struct ColumnProfile {
  static constexpr int64_t kOften = 10;  // rows of a value that repeats

  std::string name = {};
  int64_t rows = 0, missing = 0;
  int64_t distinct = 0;          // values, without the missing one
  int64_t once = 0;              // of these, in one row only
  int64_t repeated_rows = 0;     // rows whose value kOften rows or more have
  std::string most_common = {};  // the first of several
  int64_t most_common_rows = 0;
  bool numeric = false, whole = false;                  // all values are numbers, whole numbers
  double least = 0, most = 0, mean = 0, deviation = 0;  // of numbers
  bool ascending = false;  // all values differ and each is above the one before: a row number
  TimeUnit time = TimeUnit::none;
  std::optional<ListShape> list = {};

  int64_t present() const { return rows - missing; }
  double share(int64_t some) const { return present() > 0 ? double(some) / double(present()) : 0; }
};

// `missing`: texts that mean no value, besides the empty one.
ColumnProfile profile_column(const std::string& name, const TextColumn& column,
                             const std::vector<std::string>& missing = {});

}  // namespace mmoe
