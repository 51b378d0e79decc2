#include "metrics/auc.h"

#include <cmath>
#include <limits>
#include <random>

#include "support/catch.h"

namespace mmoe {

namespace {

using Numbers = std::vector<double>;

// Every pair counted, one by one.
double auc_by_pairs(const ScoredRows& rows) {
  double ordered = 0, all = 0;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    for (size_t k = 0; k < rows.labels.size(); ++k) {
      if (rows.labels[i] < 0.5 || rows.labels[k] > 0.5) continue;
      const double weight = rows.weight(i) * rows.weight(k);
      all += weight;
      if (rows.scores[i] > rows.scores[k]) ordered += weight;
      if (rows.scores[i] == rows.scores[k]) ordered += weight / 2;
    }
  }
  return ordered / all;
}

}  // namespace

TEST_CASE("AUC is the share of pairs in the right order", "[metrics]") {
  struct Case {
    const char* what;
    Numbers labels, scores, weights;
    double expected;
  };
  const Case cases[] = {
      {"perfect", {0, 1, 0, 1}, {-3, 2, -1, 0.5}, {}, 1},
      {"reversed", {1, 0, 1, 0}, {-3, 2, -1, 0.5}, {}, 0},
      {"all tied", {1, 0, 1, 0, 0}, {7, 7, 7, 7, 7}, {}, 0.5},
      {"some ties", {0, 0, 1, 1}, {1, 2, 2, 3}, {}, 3.5 / 4},
      {"one pair of each order", {0, 1, 0}, {1, 2, 3}, {}, 0.5},
      {"tied zeros of both signs", {0, 1}, {0.0, -0.0}, {}, 0.5},
      {"infinite scores", {0, 1, 1}, {-HUGE_VAL, HUGE_VAL, 0}, {}, 1},
      {"weights", {0, 0, 1}, {1, 3, 2}, {3, 1, 5}, 0.75},
      {"weight 0 leaves a row out", {0, 0, 1}, {1, 3, 2}, {1, 0, 1}, 1},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(auc({one.labels, one.scores, one.weights}) == one.expected);
  }
}

TEST_CASE("AUC is not defined without both classes", "[metrics]") {
  const ScoredRows cases[] = {{{}, {}, {}},
                              {{1, 1}, {0.1, 0.2}, {}},
                              {{0, 0}, {0.1, 0.2}, {}},
                              {{0, 1, 1}, {0.1, 0.2, 0.3}, {0, 1, 1}},
                              {{0, 1}, {0.1, 0.2}, {0, 0}}};
  for (const ScoredRows& rows : cases) CHECK_FALSE(auc(rows));
}

TEST_CASE("AUC is not defined where a score is not a number", "[metrics]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(auc({{0, 1, 1}, {0.1, nan, 0.3}, {}}));
}

TEST_CASE("a weight is as good as a row repeated", "[metrics]") {
  const ScoredRows weighted = {{0, 1, 0, 1, 1}, {0.3, 0.3, 0.9, 0.5, 0.1}, {2, 3, 1, 4, 2}};
  ScoredRows repeated;
  for (size_t i = 0; i < 5; ++i) {
    for (int k = 0; k < static_cast<int>(weighted.weights[i]); ++k) {
      repeated.labels.push_back(weighted.labels[i]);
      repeated.scores.push_back(weighted.scores[i]);
    }
  }
  CHECK(auc(weighted).value() == Approx(auc(repeated).value()).epsilon(1e-14));
}

TEST_CASE("AUC equals a count of all pairs", "[metrics]") {
  std::mt19937 random(1);
  for (const bool weighted : {false, true}) {
    for (const int levels : {3, 20, 100000}) {
      CAPTURE(weighted, levels);
      ScoredRows rows;
      for (int i = 0; i < 200; ++i) {
        rows.labels.push_back(random() % 3 == 0 ? 1 : 0);
        rows.scores.push_back(static_cast<double>(random() % static_cast<uint32_t>(levels)));
        if (weighted) rows.weights.push_back(static_cast<double>(random() % 10) / 4);
      }
      CHECK(auc(rows).value() == Approx(auc_by_pairs(rows)).epsilon(1e-13));
    }
  }
}

}  // namespace mmoe
