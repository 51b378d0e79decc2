#include "metrics/regression.h"

#include "support/catch.h"

namespace mmoe {

TEST_CASE("r2 and correlation of a few rows", "[metrics]") {
  CHECK(r2({{1, 2, 3}, {1, 2, 3}}) == 1.0);
  CHECK(r2({{1, 2, 3}, {2, 2, 2}}) == 0.0);
  CHECK(r2({{1, 2, 3}, {3, 2, 1}}) == -3.0);
  CHECK(r2({{0, 4}, {1, 4}, {3, 1}}).value() == Approx(1 - 3.0 / (3 * 1.0 + 9.0)));
  CHECK(pearson({{1, 2, 3}, {10, 20, 30}}).value() == Approx(1));
  CHECK(pearson({{1, 2, 3}, {3, 2, 1}}).value() == Approx(-1));
  CHECK(pearson({{1, 2, 3, 4}, {1, -1, -1, 1}}).value() == Approx(0).margin(1e-15));
}

TEST_CASE("r2 and correlation need labels and values that differ", "[metrics]") {
  CHECK_FALSE(r2({{0.1, 0.1, 0.1}, {1, 2, 3}}));
  CHECK_FALSE(r2({{1, 2}, {1, 2}, {1, 0}}));
  CHECK_FALSE(pearson({{0.1, 0.1, 0.1}, {1, 2, 3}}));
  CHECK_FALSE(pearson({{1, 2, 3}, {0.1, 0.1, 0.1}}));
}

TEST_CASE("large values with a small spread keep their correlation", "[metrics]") {
  CHECK(pearson({{1e9 + 1, 1e9 + 2, 1e9 + 3}, {1e9 + 2, 1e9 + 4, 1e9 + 6}}).value() ==
        Approx(1).epsilon(1e-12));
}

}  // namespace mmoe
