#include "metrics/groups.h"

#include "metrics/auc.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("grouped AUC is the mean over groups with both classes, by their weight", "[metrics]") {
  // Group 1: right. Group 2: wrong, twice as many rows. Group 3: one class.
  const ScoredRows rows = {{0, 1, 0, 0, 1, 1, 1}, {1, 2, 5, 5, 3, 3, 9}, {}, {1, 1, 2, 2, 2, 2, 3}};
  CHECK(grouped_auc(rows).value() == Approx((2 * 1.0 + 4 * 0.0) / 6));
  ScoredRows weighted = rows;
  weighted.weights = {4, 4, 1, 1, 1, 1, 100};
  CHECK(grouped_auc(weighted).value() == Approx((8 * 1.0 + 4 * 0.0) / 12));
}

TEST_CASE("groups stay apart wherever their rows stand", "[metrics]") {
  const ScoredRows sorted = {{0, 1, 1, 0}, {1, 2, 1, 2}, {}, {1, 1, 2, 2}};
  const ScoredRows mixed = {{1, 0, 1, 0}, {1, 1, 2, 2}, {}, {2, 1, 1, 2}};
  CHECK(grouped_auc(sorted) == 0.5);
  CHECK(grouped_auc(mixed) == 0.5);
}

TEST_CASE("one group has the AUC of all rows, and none where no group has both classes",
          "[metrics]") {
  ScoredRows rows = {{0, 1, 0, 1}, {1, 0.5, 0, 2}, {1, 2, 3, 4}, {5, 5, 5, 5}};
  CHECK(grouped_auc(rows) == auc(rows));
  rows.groups.clear();
  CHECK(grouped_auc(rows) == auc(rows));
  rows.groups = {1, 2, 3, 4};
  CHECK_FALSE(grouped_auc(rows));
}

}  // namespace mmoe
