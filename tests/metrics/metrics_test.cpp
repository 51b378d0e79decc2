#include "metrics/metrics.h"

#include <cmath>
#include <limits>

#include "config/checks.h"
#include "support/catch.h"

namespace mmoe {

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

Head binary(const std::string& name, const std::vector<Metric>& metrics) {
  BinaryTask task;
  task.name = name;
  task.metrics.assign(metrics.begin(), metrics.end());
  return {task};
}

Head regression(const std::string& name) {
  RegressionTask task;
  task.name = name;
  task.metrics = {Metric::mae, Metric::mse, Metric::rmse};
  return {task};
}

}  // namespace

TEST_CASE("rows without a label are left out with all that is theirs", "[metrics]") {
  const std::vector<float> labels = {1, kNan, 0, kNan, 1}, weights = {1, 2, 3, 4, 5};
  const std::vector<double> scores = {0.1, 0.2, 0.3, std::nan(""), 0.5};
  const std::vector<int32_t> groups = {7, 8, 9, 7, 8};
  const ScoredRows rows = labelled_rows(labels, scores, weights, groups);
  CHECK(rows.labels == std::vector<double>{1, 0, 1});
  CHECK(rows.scores == std::vector<double>{0.1, 0.3, 0.5});
  CHECK(rows.weights == std::vector<double>{1, 3, 5});
  CHECK(rows.groups == std::vector<int32_t>{7, 9, 8});
  const ScoredRows plain = labelled_rows(labels, scores);
  CHECK(plain.scores == rows.scores);
  CHECK(plain.weights.empty());
  CHECK(plain.groups.empty());
  CHECK(plain.weight(2) == 1);
  const ScoredRows wide =
      labelled_rows(std::vector<float>{kNan, 2}, std::vector<double>{1, 2, 3, 4});
  CHECK(wide.columns == 2);
  CHECK(wide.scores == std::vector<double>{3, 4});
}

TEST_CASE("metrics of a few rows", "[metrics]") {
  const double ln2 = std::log(2);
  const ScoredRows logits = {{1, 0, 1, 0}, {2, -1, -0.5, 0}, {}};
  CHECK(evaluate(Metric::auc, logits) == 0.75);
  CHECK(evaluate(Metric::accuracy, logits) == 0.75);  // a logit of 0 says no
  const double expected =
      (std::log1p(std::exp(-2)) + std::log1p(std::exp(-1)) + std::log1p(std::exp(0.5)) + ln2) / 4;
  CHECK(evaluate(Metric::log_loss, logits).value() == Approx(expected).epsilon(1e-14));
  const ScoredRows values = {{1, 2, 3}, {1, 4, 0}, {1, 1, 2}};
  CHECK(evaluate(Metric::mse, values) == (4.0 + 18.0) / 4);
  CHECK(evaluate(Metric::rmse, values) == std::sqrt(5.5));
  CHECK(evaluate(Metric::mae, values) == (2.0 + 6.0) / 4);
}

TEST_CASE("no metric is defined without a labelled row or any weight", "[metrics]") {
  for (const auto& [word, metric] : Words<Metric>::values) {
    CAPTURE(word);
    CHECK_FALSE(evaluate(metric, {{}, {}}));
    CHECK_FALSE(evaluate(metric, {{0, 1}, {1, 2}, {0, 0}, {1, 1}}));
    CHECK_FALSE(needs_of(metric).empty());
  }
  for (const Metric metric : {Metric::auc, Metric::accuracy, Metric::log_loss}) {
    CHECK_FALSE(evaluate_classes(metric, {{}, {}}));
    CHECK_FALSE(evaluate_classes(metric, {{0, 1}, {1, 2, 3, 4}, {0, 0}, {}, 2}));
  }
  CHECK_FALSE(evaluate_loss(binary("t", {}).task, {{}, {}}));
  CHECK_FALSE(evaluate_loss(regression("t").task, {{1}, {1}, {0}}));
}

TEST_CASE("the log loss of extreme logits is finite and exact", "[metrics]") {
  const auto log_loss = [](double label, double logit) {
    return evaluate(Metric::log_loss, {{label}, {logit}, {}}).value();
  };
  CHECK(log_loss(1, 1000) == 0);
  CHECK(log_loss(0, -1000) == 0);
  CHECK(log_loss(1, -1000) == 1000);
  CHECK(log_loss(0, 1e300) == 1e300);
  CHECK(log_loss(1, -1e300) == 1e300);
  CHECK(log_loss(1, 40) == Approx(std::exp(-40)).epsilon(1e-12));
  CHECK(log_loss(0, -40) == Approx(std::exp(-40)).epsilon(1e-12));
  CHECK(log_loss(1, 0) == Approx(std::log(2)).epsilon(1e-15));
}

TEST_CASE("values have the names that configs know", "[metrics]") {
  const std::vector<Head> heads = {
      binary("ctr", {Metric::accuracy, Metric::auc, Metric::log_loss, Metric::ndcg}),
      binary("bare", {}), regression("price")};
  std::vector<std::string> names = {"loss"};
  std::vector<TaskConfig> tasks;
  for (const Head& head : heads) {
    tasks.push_back(head.task);
    for (const auto& [name, value] : evaluate_task(head, {{0, 1}, {1, 2}, {}})) {
      CHECK(value.has_value());
      names.push_back(name);
    }
  }
  CHECK(names == metric_names(tasks));
  CHECK(names[2] == "accuracy_ctr");
  CHECK(names[5] == "ndcg_at_10_ctr");
}

TEST_CASE("values stand under their names", "[metrics]") {
  const ScoredRows rows = {{0, 0}, {1, -1}, {}};
  const MetricValues values = evaluate_task(binary("t", {Metric::auc, Metric::accuracy}), rows);
  CHECK(find_metric(values, "accuracy_t") == 0.5);
  CHECK(find_metric(values, "loss_t") == evaluate(Metric::log_loss, rows));
  CHECK_FALSE(find_metric(values, "auc_t"));  // one class
  CHECK_FALSE(find_metric(values, "mse_t"));
}

TEST_CASE("metrics of a scaled regression are in the label's unit, its loss is not", "[metrics]") {
  Head head = regression("t");
  head.scaling = {.mean = 100, .deviation = 10};
  const MetricValues values = evaluate_task(head, {{0, 1}, {0.5, 1}});
  CHECK(find_metric(values, "mae_t") == 2.5);
  CHECK(find_metric(values, "mse_t") == 12.5);
  CHECK(find_metric(values, "loss_t") == 0.125);
}

}  // namespace mmoe
