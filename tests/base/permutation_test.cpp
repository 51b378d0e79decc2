// Permutation of base/random.h.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "support/catch.h"

namespace mmoe {

namespace {

std::vector<uint64_t> all_of(const Permutation& permutation, uint64_t size) {
  std::vector<uint64_t> values(size);
  for (uint64_t i = 0; i < size; ++i) values[i] = permutation(i);
  return values;
}

std::vector<uint64_t> all_of(uint64_t seed, uint64_t index, uint64_t size) {
  return all_of(Permutation(RandomStream(seed, "shuffle"), index, size), size);
}

}  // namespace

TEST_CASE("a permutation meets each position once", "[base]") {
  for (const uint64_t size : {1, 2, 3, 4, 5, 10, 16, 17, 1000, 65536, 65537}) {
    CAPTURE(size);
    std::vector<uint64_t> values = all_of(1, 3, size), expected(size);
    std::ranges::sort(values);
    std::iota(expected.begin(), expected.end(), uint64_t{0});
    CHECK(values == expected);
  }
}

TEST_CASE("a permutation follows seed and index and nothing else", "[base]") {
  const auto first = all_of(1, 0, 1000);
  CHECK(first == all_of(1, 0, 1000));
  CHECK(first != all_of(1, 1, 1000));
  CHECK(first != all_of(2, 0, 1000));
  CHECK_FALSE(std::ranges::is_sorted(first));
}

// Computed apart from this code, in Python: a resumed run must meet the same rows.
TEST_CASE("golden order of a permutation", "[base]") {
  CHECK(all_of(1, 3, 10) == std::vector<uint64_t>{1, 6, 5, 4, 0, 7, 8, 3, 2, 9});
}

// No row is favoured. Chi squared: of `orders` - 1 on average, with a variance of twice that.
TEST_CASE("orders of a small permutation are equally frequent", "[base]") {
  for (const auto& [size, orders] : {std::pair{3, 6.0}, std::pair{5, 120.0}}) {
    CAPTURE(size);
    const double share = 200;
    std::map<std::vector<uint64_t>, int> counts;
    for (uint64_t index = 0; index < static_cast<uint64_t>(share * orders); ++index) {
      ++counts[all_of(1, index, static_cast<uint64_t>(size))];
    }
    REQUIRE(static_cast<double>(counts.size()) == orders);
    double chi_squared = 0;
    for (const auto& [order, count] : counts) chi_squared += std::pow(count - share, 2) / share;
    CHECK(chi_squared < orders - 1 + 4 * std::sqrt(2 * (orders - 1)));
  }
}

TEST_CASE("many elements are those that come one by one", "[base]") {
  for (const uint64_t size : {1, 10, 1000, 65537}) {
    const Permutation permutation(RandomStream(1, "shuffle"), 0, size);
    for (const uint64_t first : {uint64_t{0}, size / 2}) {
      CAPTURE(size, first);
      std::vector<int64_t> some(size - first), expected;
      permutation.fill(first, some);
      for (uint64_t i = first; i < size; ++i) {
        expected.push_back(static_cast<int64_t>(permutation(i)));
      }
      CHECK(some == expected);
    }
  }
}

TEST_CASE("neighbours part ways in a large permutation", "[base]") {
  const auto values = all_of(1, 0, 65537);
  double distance = 0;
  for (size_t i = 1; i < values.size(); ++i) {
    distance += std::abs(static_cast<double>(values[i]) - static_cast<double>(values[i - 1]));
  }
  CHECK(distance / 65536 == Approx(65537.0 / 3).epsilon(0.02));
}

TEST_CASE("a permutation of billions works element by element", "[base]") {
  const uint64_t size = 5'000'000'000;
  const Permutation permutation(RandomStream(1, "shuffle"), 0, size);
  std::vector<uint64_t> values;
  for (uint64_t i = 0; i < 1000; ++i) values.push_back(permutation(size - 1 - i));
  std::ranges::sort(values);
  CHECK(std::ranges::adjacent_find(values) == values.end());
  CHECK(values.back() < size);
  CHECK(values.back() > size / 10 * 9);
}

}  // namespace mmoe
