// What kernels look up: columns of ids, tables, and where the rows go.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mmoe {

// An embedding table of a block.
struct TableUse {
  size_t parameter = 0;  // of the block
  int64_t position = 0;  // among tables_of(schema)
};

// A column of ids whose rows go to columns [first, first + dim).
struct LookupField {
  int64_t column = 0;  // of ids
  int64_t first = 0;
  TableUse table = {};
};

// All of them give zeros where there is no id.
enum class ListSum { sum, mean, max };

// Neighbouring columns of ids, -1 at the end where there are none; the rows, each times its weight,
// become one, in columns [first, first + dim). A mean is divided by the sum of the weights.
struct LookupList {
  int64_t column = 0, length = 0;  // of ids
  int64_t first = 0;
  TableUse table = {};
  ListSum sum = ListSum::sum;
  int64_t weight = -1;  // first of `length` columns of values; -1: each id counts 1
};

}  // namespace mmoe
