// What weights and masks mean, for every metric and loss.
#include <random>

#include "metrics/metrics.h"
#include "support/catch.h"
#include "support/tasks.h"

namespace mmoe {

using test::repeated;
using test::task_of;

namespace {

constexpr const char* kTasks[] = {
    "type: binary, metrics: [auc, gauc, pr_auc, log_loss, normalized_entropy, calibration, "
    "accuracy, f1, precision, recall, {type: hit_rate, k: 3}, {type: top_precision, k: 3}, "
    "{type: top_recall, k: 3}, {type: ndcg, k: 3}, {type: mrr, k: 3}]",
    "type: binary, loss: {type: bce, pos_weight: 3, label_smoothing: 0.1}, metrics: []",
    "type: binary, loss: {type: focal, label_smoothing: 0.1}, metrics: []",
    "type: binary, loss: pairwise, metrics: []",
    "type: binary, loss: jrc, metrics: [auc]",
    "type: regression, metrics: [mse, rmse, mae, r2, pearson]",
    "type: regression, loss: mae, metrics: []",
    "type: regression, loss: huber, metrics: []",
    "type: regression, loss: poisson, metrics: [mae]",
    "type: regression, loss: ziln, metrics: [mae]",
    "type: multiclass, num_classes: 3, loss: {type: cross_entropy, label_smoothing: 0.1}, "
    "metrics: [auc, accuracy, log_loss]"};

// Rows that tie here and there, of four groups; labels fit the task.
struct Case {
  Head head;
  std::vector<float> labels, weights;
  std::vector<double> logits;
  std::vector<int32_t> groups;

  Case(const char* options, unsigned seed) : head{task_of(options)} {
    std::mt19937 random(seed);
    const bool is_binary = std::holds_alternative<BinaryTask>(head.task);
    for (int i = 0; i < 40; ++i) {
      labels.push_back(static_cast<float>(random() % (is_binary ? 2 : 3)));
      weights.push_back(static_cast<float>(random() % 4));
      groups.push_back(static_cast<int32_t>(random() % 4));
      for (int64_t k = 0; k < logits_of(head.task); ++k) {
        logits.push_back(static_cast<double>(random() % 9) / 4 - 1);
      }
    }
  }
};

void check_same(const MetricValues& a, const MetricValues& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CAPTURE(a[i].first);
    CHECK(a[i].second.value() == Approx(b[i].second.value()).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("a weight of 2 equals the row twice", "[metrics]") {
  for (const char* options : kTasks) {
    CAPTURE(options);
    for (const unsigned seed : {1, 2, 3}) {
      const Case c(options, seed);
      const ScoredRows plain = labelled_rows(c.labels, c.logits, {}, c.groups);
      const ScoredRows weighted = labelled_rows(c.labels, c.logits, c.weights, c.groups);
      const std::vector<int> times(c.weights.begin(), c.weights.end());
      check_same(evaluate_task(c.head, weighted), evaluate_task(c.head, repeated(plain, times)));
    }
  }
}

TEST_CASE("rows without a label might as well not be there", "[metrics]") {
  for (const char* options : kTasks) {
    CAPTURE(options);
    Case c(options, 4);
    const ScoredRows all = labelled_rows(c.labels, c.logits, c.weights, c.groups);
    std::vector<int> times(c.labels.size(), 1);
    for (size_t row = 0; row < c.labels.size(); row += 3) {
      c.labels[row] = std::nanf("");
      times[row] = 0;
    }
    const ScoredRows left = labelled_rows(c.labels, c.logits, c.weights, c.groups);
    check_same(evaluate_task(c.head, left), evaluate_task(c.head, repeated(all, times)));
  }
}

// But where rows of a group are counted: the best k, and JRC's place among them.
TEST_CASE("one weight for all rows changes nothing", "[metrics]") {
  for (const char* options : kTasks) {
    const std::string text = options;
    if (text.find("hit_rate") != std::string::npos || text.find("jrc") != std::string::npos)
      continue;
    CAPTURE(options);
    const Case c(options, 5);
    const std::vector<float> same(c.labels.size(), 0.5f);
    check_same(evaluate_task(c.head, labelled_rows(c.labels, c.logits, {}, c.groups)),
               evaluate_task(c.head, labelled_rows(c.labels, c.logits, same, c.groups)));
  }
}

}  // namespace mmoe
