// The distinct values of a column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/raw_table.h"

namespace mmoe {

struct ValueCount {
  std::string_view word;  // in the column's dictionary
  int64_t rows = 0;
};

// In the order of their first rows, without those that mean no value.
std::vector<ValueCount> values_of(const TextColumn& column,
                                  const std::vector<std::string>& missing);

// The same as numbers by size, if all of them are numbers, else by text.
std::vector<ValueCount> sorted_values(const TextColumn& column,
                                      const std::vector<std::string>& missing);

}  // namespace mmoe
