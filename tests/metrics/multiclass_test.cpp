#include "metrics/multiclass.h"

#include <cmath>

#include "metrics/auc.h"
#include "metrics/metrics.h"
#include "support/catch.h"

namespace mmoe {

namespace {

ScoredRows rows_of(std::vector<double> labels, std::vector<double> logits,
                   std::vector<double> weights = {}) {
  const size_t columns = logits.size() / labels.size();
  return {std::move(labels), std::move(logits), std::move(weights), {}, columns};
}

}  // namespace

TEST_CASE("class accuracy and log loss of a few rows", "[metrics]") {
  const ScoredRows rows = rows_of({2, 0, 1}, {0, 1, 5, 3, 3, 0, 2, 1, 0}, {1, 1, 2});
  CHECK(class_accuracy(rows) == 0.5);  // the second row's tie goes to the first class
  const auto loss = [](double own, double b, double c) {
    return std::log(std::exp(own) + std::exp(b) + std::exp(c)) - own;
  };
  CHECK(class_log_loss(rows).value() ==
        Approx((loss(5, 0, 1) + loss(3, 3, 0) + 2 * loss(1, 2, 0)) / 4));
  CHECK(class_log_loss(rows_of({1}, {1000, -1000})).value() == 2000);
}

TEST_CASE("one against the rest, over the classes that are there", "[metrics]") {
  CHECK(one_versus_rest_auc(rows_of({0, 1, 2}, {9, 0, 0, 0, 9, 0, 0, 0, 9})) == 1.0);
  CHECK(one_versus_rest_auc(rows_of({0, 1}, {9, 0, 0, 0, 9, 0})) == 1.0);
  CHECK_FALSE(one_versus_rest_auc(rows_of({1, 1}, {9, 0, 0, 9})));
  CHECK(one_versus_rest_auc(rows_of({0, 1, 1}, {0, 0, 0, 0, 0, 0})) == 0.5);
}

TEST_CASE("two classes are a binary task", "[metrics]") {
  const std::vector<double> labels = {0, 1, 1, 0}, z = {0.3, -1, 2, -0.5}, weights = {1, 2, 3, 4};
  std::vector<double> logits;
  for (const double own : z) logits.insert(logits.end(), {0.7, 0.7 + own});
  const ScoredRows two = rows_of(labels, logits, weights), one = {labels, z, weights};
  for (const Metric metric : {Metric::auc, Metric::accuracy, Metric::log_loss}) {
    CHECK(evaluate_classes(metric, two).value() == Approx(evaluate(metric, one).value()));
  }
}

}  // namespace mmoe
