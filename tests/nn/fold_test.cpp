// How the fields of a first layer are divided into folded and looked-up ones.
#include "nn/fold.h"

#include "support/torch_test.h"

namespace mmoe {

namespace {

// Fields of these [rows, dim] as the first layer lists them.
std::vector<FoldedField> fields_of(const std::vector<std::pair<int64_t, int64_t>>& shapes) {
  std::vector<FoldedField> fields;
  int64_t first_weight = 0;
  for (const auto& [rows, dim] : shapes) {
    const auto column = static_cast<int64_t>(fields.size());
    fields.push_back({column, 0, first_weight, rows, dim, 1});
    first_weight += dim;
  }
  return fields;
}

FoldPlan divided(const std::vector<std::pair<int64_t, int64_t>>& shapes, int64_t numerics,
                 int64_t batch_rows, bool may_fold = true) {
  FoldPlan plan;
  divide(fields_of(shapes), numerics, may_fold, batch_rows, plan);
  return plan;
}

struct Part {
  int64_t first_weight, first, width;
  bool operator==(const Part&) const = default;
};

std::vector<Part> parts_of(const FoldPlan& plan) {
  std::vector<Part> parts;
  for (const WeightPart& part : plan.parts) {
    parts.push_back({part.first_weight, part.first, part.width});
  }
  return parts;
}

using Parts = std::vector<Part>;

}  // namespace

TEST_CASE("fold: a table is folded where the batch has twice its rows", "[nn]") {
  CHECK(is_worth_folding(50, 100));
  CHECK_FALSE(is_worth_folding(51, 100));
  CHECK_FALSE(is_worth_folding(1, 1));
  CHECK(is_worth_folding(1, 2));
}

TEST_CASE("fold: folded tables follow each other, with their columns and weights", "[nn]") {
  const FoldPlan plan = divided({{10, 4}, {1000, 3}, {20, 5}}, 0, 100);
  REQUIRE(plan.folded.size() == 2);
  CHECK(plan.folded[0].column == 0);
  CHECK(plan.folded[0].first_row == 0);
  CHECK(plan.folded[0].first_weight == 0);
  CHECK(plan.folded[1].column == 2);
  CHECK(plan.folded[1].first_row == 10);
  CHECK(plan.folded[1].first_weight == 7);
  CHECK(plan.folded[1].rows == 20);
  CHECK(plan.folded[1].dim == 5);
  CHECK(plan.folded[1].common == 1);
  REQUIRE(plan.looked_up.size() == 1);
  CHECK(plan.looked_up[0].column == 1);
  CHECK(plan.looked_up[0].first == 0);
  CHECK((parts_of(plan) == Parts{{4, 0, 3}}));
}

TEST_CASE("fold: neighbours that are looked up share a part of the weight", "[nn]") {
  // Large, large, small, large, small, large, and numerics behind.
  const FoldPlan plan = divided({{900, 4}, {800, 3}, {2, 2}, {700, 5}, {3, 6}, {600, 1}}, 7, 100);
  CHECK((parts_of(plan) == Parts{{0, 0, 7}, {9, 7, 5}, {20, 12, 8}}));
  CHECK(plan.embedded == 13);
  CHECK(plan.inputs == 20);
  const int64_t firsts[] = {0, 4, 7, 12}, columns[] = {0, 1, 3, 5};
  REQUIRE(plan.looked_up.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    CHECK(plan.looked_up[i].first == firsts[i]);
    CHECK(plan.looked_up[i].column == columns[i]);
  }
}

TEST_CASE("fold: numerics are the last part, by themselves after a folded field", "[nn]") {
  CHECK((parts_of(divided({{2, 4}}, 3, 100)) == Parts{{4, 0, 3}}));
  CHECK((parts_of(divided({{900, 4}, {2, 2}}, 3, 100)) == Parts{{0, 0, 4}, {6, 4, 3}}));
  CHECK((parts_of(divided({{2, 2}, {900, 4}}, 3, 100)) == Parts{{2, 0, 7}}));
  CHECK((parts_of(divided({}, 3, 100)) == Parts{{0, 0, 3}}));
}

TEST_CASE("fold: nothing is left where all is folded, and nothing is folded where it may not",
          "[nn]") {
  const FoldPlan all = divided({{2, 4}, {3, 5}}, 0, 100);
  CHECK(all.parts.empty());
  CHECK(all.inputs == 0);
  CHECK(all.looked_up.empty());
  const FoldPlan none = divided({{2, 4}, {3, 5}}, 1, 100, /*may_fold=*/false);
  CHECK(none.folded.empty());
  CHECK((parts_of(none) == Parts{{0, 0, 10}}));
  CHECK(divided({{2, 4}, {3, 5}}, 1, 0).folded.empty());
}

}  // namespace mmoe
