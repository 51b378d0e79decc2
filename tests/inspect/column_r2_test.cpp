#include "inspect/column_r2.h"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::noise;

namespace {

// Code c in 0..4 and label 10 c + noise of 0..size-1.
double r2_of(int size, bool unique_codes = false) {
  std::vector<int32_t> codes;
  std::vector<float> labels;
  for (int row = 0; row < 20000; ++row) {
    const int code = noise(row, 0, 5);
    codes.push_back(unique_codes ? row : code);
    labels.push_back(static_cast<float>(10 * code + noise(row, 1, size)));
  }
  codes.push_back(0);
  labels.push_back(std::numeric_limits<float>::quiet_NaN());
  return column_r2(codes, labels);
}

}  // namespace

TEST_CASE("R2 of a column is 1 if it decides the number", "[inspect]") {
  CHECK(r2_of(1) == Approx(1).margin(1e-6));
}

TEST_CASE("R2 of a column is the share of variance between its codes", "[inspect]") {
  // Between: 100 (25 - 1) / 12 = 200; within: (40 * 40 - 1) / 12 = 133.25.
  CHECK(r2_of(40) == Approx(200 / 333.25).margin(0.02));
}

TEST_CASE("R2 of unique codes is not above 0", "[inspect]") {
  CHECK(r2_of(1, true) == Approx(0).margin(1e-3));
}

TEST_CASE("R2 of labels without variance is not defined", "[inspect]") {
  CHECK(std::isnan(column_r2({}, {})));
  CHECK(std::isnan(column_r2(std::vector<int32_t>(50, 1), std::vector<float>(50, 2.0f))));
}

}  // namespace mmoe
