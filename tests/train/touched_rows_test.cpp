// The rows of a table that a batch touches.
#include "train/touched_rows.h"

#include "support/torch_test.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/random.h"

namespace mmoe {

namespace {

// The ids as the second of three columns; the others must not be looked at or written.
void check_touched(const std::vector<int32_t>& ids) {
  const size_t rows = ids.size();
  std::vector<int32_t> all(3 * rows, -7), slots(3 * rows, -9);
  for (size_t row = 0; row < rows; ++row) all[3 * row + 1] = ids[row];
  TouchedIds touched = {99, 98};  // of an earlier batch
  if (rows > 0) {
    find_touched(all, slots, static_cast<int64_t>(rows), 3, std::array<int64_t, 1>{1}, touched);
  } else {
    find_touched({}, {}, 0, 3, std::array<int64_t, 1>{1}, touched);
  }
  const std::set<int32_t> expected(ids.begin(), ids.end());  // ascending, each once
  CHECK((touched == TouchedIds(expected.begin(), expected.end())));
  size_t wrong = 0;
  for (size_t row = 0; row < rows; ++row) {
    const auto slot = static_cast<size_t>(slots[3 * row + 1]);
    wrong += slot < touched.size() && touched[slot] == ids[row] ? 0 : 1;
    wrong += slots[3 * row] == -9 && slots[3 * row + 2] == -9 ? 0 : 1;
  }
  CHECK(wrong == 0);
}

std::vector<int32_t> random_ids(size_t rows, double end) {
  std::vector<double> draws(rows);
  RandomStream(1, "ids").uniform(rows, draws);
  std::vector<int32_t> ids(rows);
  for (size_t i = 0; i < rows; ++i) ids[i] = static_cast<int32_t>(draws[i] * end);
  return ids;
}

}  // namespace

TEST_CASE("touched rows: ascending, each once, and slots point back", "[train]") {
  for (const double end : {2.0, 100.0, 5e3, 4.2e6, 2147483647.0}) {
    for (const size_t rows : {0, 1, 2, 7, 256, 5000}) {
      CAPTURE(end, rows);
      check_touched(random_ids(rows, end));
    }
  }
}

TEST_CASE("touched rows: of all columns of a table, but where there is no id", "[train]") {
  // The second column is of another table.
  const std::vector<int32_t> ids = {7, 1, 3, -1, 7, 5, -1, -1, 3, 0, 9, 7};
  std::vector<int32_t> slots(ids.size(), -9);
  TouchedIds touched;
  const std::array<int64_t, 3> columns = {0, 2, 3};
  find_touched(ids, slots, 3, 4, columns, touched);
  CHECK((touched == TouchedIds{3, 7, 9}));
  CHECK((slots == std::vector<int32_t>{1, -9, 0, -1, 1, -9, -1, -1, 0, -9, 2, 1}));
  const std::vector<int32_t> nothing(4, -1);
  find_touched(nothing, slots, 1, 4, columns, touched);
  CHECK(touched.empty());
}

TEST_CASE("touched rows: equal ids, distinct ids, the largest ids", "[train]") {
  check_touched(std::vector<int32_t>(1000, 5));
  check_touched(std::vector<int32_t>(1000, 1 << 23));
  std::vector<int32_t> distinct(3000);
  for (size_t i = 0; i < distinct.size(); ++i) {
    distinct[i] = static_cast<int32_t>((i * 1237) % 3000 << 19 | i % 2);
  }
  CHECK(std::set(distinct.begin(), distinct.end()).size() == 3000);
  check_touched(distinct);
  std::ranges::sort(distinct);
  check_touched(distinct);
  std::ranges::reverse(distinct);
  check_touched(distinct);
  // Ids that differ in one digit of the sort only.
  check_touched({1 << 22, 1 << 11, 1, 0, 2147483647, (1 << 22) + 1, (1 << 11) - 1, 1 << 30});
}

}  // namespace mmoe
