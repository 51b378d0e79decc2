#include "train/touched_rows.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mmoe {

namespace {

// Sorts by the upper 32 bits of each element, which are ids, above their places in the matrix:
// three stable passes over 11 bits.
void sort_by_id(std::vector<uint64_t>& rows, std::vector<uint64_t>& other) {
  constexpr int kBits = 11;
  other.resize(rows.size());
  uint64_t largest = 0;
  for (const uint64_t row : rows) largest = std::max(largest, row);
  for (int shift = 32; shift < 64 && largest >> shift != 0; shift += kBits) {
    std::array<uint32_t, (1 << kBits) + 1> starts{};
    const auto digit = [&](uint64_t row) { return row >> shift & ((1 << kBits) - 1); };
    for (const uint64_t row : rows) ++starts[digit(row) + 1];
    for (size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    for (const uint64_t row : rows) other[starts[digit(row)]++] = row;
    rows.swap(other);
  }
}

}  // namespace

void find_touched(std::span<const int32_t> ids, std::span<int32_t> slots, int64_t rows,
                  int64_t width, std::span<const int64_t> columns, TouchedIds& touched) {
  thread_local std::vector<uint64_t> sorted, other;
  sorted.clear();
  for (int64_t row = 0; row < rows; ++row) {
    for (const int64_t column : columns) {
      const auto place = static_cast<size_t>(row * width + column);
      slots[place] = -1;
      if (ids[place] < 0) continue;
      sorted.push_back(static_cast<uint64_t>(ids[place]) << 32 | place);
    }
  }
  sort_by_id(sorted, other);
  touched.clear();
  for (const uint64_t one : sorted) {
    const auto id = static_cast<int32_t>(one >> 32);
    if (touched.empty() || touched.back() != id) touched.push_back(id);
    slots[one & 0xffffffffu] = static_cast<int32_t>(touched.size()) - 1;
  }
}

}  // namespace mmoe
