// The inputs of a model as checks see them: column by column, in encoded rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/encoders.h"

namespace mmoe {

struct Input {
  enum class Kind { number, category, list };

  std::string name;                  // of the feature
  std::vector<std::string> columns;  // that it reads
  Kind kind = Kind::number;
  // Numbers stand in `width` columns of numerics (or values: `in_values`), whose sum ascends with
  // them; categories in one column of ids, lists in `width`, -1 behind their end.
  int64_t first = 0, width = 1;
  bool in_values = false;
  const TableEncoder* table = nullptr;  // of categories and lists; belongs to the encoders

  // Whether id 0 is for all values that training saw too rarely or never.
  bool shares_unknown() const;
};

std::vector<Input> inputs_of(const Encoders& encoders);

// [rows], of a number.
std::vector<float> numbers_of(const Input& input, const Dataset& data);

// Calls visit(id) for each id of a category or list, row by row.
template <class Visit>
void each_id(const Input& input, const Dataset& data, const Visit& visit) {
  for (int64_t row = 0; row < data.rows; ++row) {
    for (int64_t i = 0; i < input.width; ++i) {
      const int32_t id = data.ids[static_cast<size_t>(row * data.field_count + input.first + i)];
      if (id >= 0) visit(id);
    }
  }
}

// A code from 0 on for each row of a category (its id) or list (its last value, the newest of a
// sequence; 0 for none).
std::vector<int32_t> codes_of(const Input& input, const Dataset& data);

// Intervals of numbers: one a value where there are at most `count`, else of equally many values.
class Intervals {
 public:
  static constexpr size_t kUsual = 10;

  Intervals(std::vector<float> values, size_t count);
  // From 0 (before the first) to the number of intervals.
  std::vector<int32_t> codes(const std::vector<float>& values) const;
  // Values by code.
  std::vector<int64_t> counts(const std::vector<float>& values) const;

 private:
  std::vector<float> edges_;  // ascending; each begins an interval
};

// At most so many rows, evenly spaced.
Dataset thinned(const Dataset& data, int64_t rows);

}  // namespace mmoe
