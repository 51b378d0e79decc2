#include "metrics/binary.h"

#include <cmath>

#include "metrics/metrics.h"
#include "support/catch.h"

namespace mmoe {

namespace {

using Numbers = std::vector<double>;

MetricConfig at(Metric metric, double threshold) {
  MetricConfig config = metric;
  config.threshold = threshold;
  return config;
}

}  // namespace

TEST_CASE("average precision of a few rows", "[metrics]") {
  struct Case {
    const char* what;
    Numbers labels, scores, weights;
    double expected;
  };
  const Case cases[] = {
      {"perfect", {0, 1, 0, 1}, {-3, 2, -1, 0.5}, {}, 1},
      {"reversed", {1, 0, 1, 0}, {-3, 2, -1, 0.5}, {}, (1.0 / 3 + 2.0 / 4) / 2},
      {"all tied", {1, 0, 1, 0, 0}, {7, 7, 7, 7, 7}, {}, 0.4},
      {"some ties", {0, 0, 1, 1}, {1, 2, 2, 3}, {}, (1 + 2.0 / 3) / 2},
      {"positives only", {1, 1}, {1, 2}, {}, 1},
      {"weights", {0, 1, 1}, {3, 2, 1}, {2, 1, 3}, (1.0 / 3 + 3 * 4.0 / 6) / 4},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(pr_auc({one.labels, one.scores, one.weights}).value() == Approx(one.expected));
  }
  CHECK_FALSE(pr_auc({{0, 0}, {1, 2}}));
  CHECK_FALSE(pr_auc({{0, 1}, {1, std::nan("")}}));
}

TEST_CASE("normalized entropy is 1 for the share of positives and undefined with one class",
          "[metrics]") {
  const double base = std::log(0.25 / 0.75);
  const Numbers labels = {1, 0, 0, 0};
  CHECK(normalized_entropy({labels, Numbers(4, base)}).value() == Approx(1));
  CHECK(normalized_entropy({labels, {9, -9, -9, -9}}).value() < 0.001);
  CHECK(normalized_entropy({{1, 0}, {base, base}, {1, 3}}).value() == Approx(1));
  CHECK_FALSE(normalized_entropy({{1, 1}, {1, 2}}));
  CHECK_FALSE(normalized_entropy({{0, 1}, {1, 2}, {1, 0}}));
}

TEST_CASE("calibration compares predicted and true positives", "[metrics]") {
  CHECK(calibration({{1, 0}, {0, 0}}).value() == 1);
  CHECK(calibration({{1, 0, 0, 0}, {0, 0, 0, 0}}).value() == 2);
  CHECK(calibration({{1, 0}, {0, 0}, {1, 3}}).value() == 2);
  CHECK_FALSE(calibration({{0, 0}, {0, 0}}));
}

TEST_CASE("precision, recall, f1 and accuracy count at a threshold of the probability",
          "[metrics]") {
  const ScoredRows rows = {{1, 1, 0, 0, 1}, {2, -1, 1, -3, 0.5}, {1, 1, 1, 1, 2}};
  CHECK(evaluate(Metric::precision, rows) == 3.0 / 4);
  CHECK(evaluate(Metric::recall, rows) == 3.0 / 4);
  CHECK(evaluate(Metric::f1, rows) == 3.0 / 4);
  CHECK(evaluate(Metric::accuracy, rows) == 4.0 / 6);
  CHECK(evaluate(at(Metric::recall, 0.2), rows) == 1.0);     // logit -1.39
  CHECK(evaluate(at(Metric::precision, 0.8), rows) == 1.0);  // logit 1.39
  CHECK(evaluate(at(Metric::recall, 0), rows) == 1.0);
  CHECK_FALSE(evaluate(at(Metric::precision, 1), rows));  // says yes to none
  CHECK(evaluate(at(Metric::f1, 1), rows) == 0.0);
  CHECK_FALSE(evaluate(Metric::recall, {{0}, {1}}));
  CHECK_FALSE(evaluate(Metric::f1, {{0}, {-1}}));
}

}  // namespace mmoe
