// The metrics of a task.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

enum class Metric {
  auc,
  gauc,
  pr_auc,
  log_loss,
  normalized_entropy,
  calibration,
  accuracy,
  f1,
  precision,
  recall,
  hit_rate,
  top_precision,
  top_recall,
  ndcg,
  mrr,
  mse,
  rmse,
  mae,
  r2,
  pearson
};
template <>
struct Words<Metric> {
  static constexpr std::pair<const char*, Metric> values[] = {
      {"auc", Metric::auc},
      {"gauc", Metric::gauc},
      {"pr_auc", Metric::pr_auc},
      {"log_loss", Metric::log_loss},
      {"normalized_entropy", Metric::normalized_entropy},
      {"calibration", Metric::calibration},
      {"accuracy", Metric::accuracy},
      {"f1", Metric::f1},
      {"precision", Metric::precision},
      {"recall", Metric::recall},
      {"hit_rate", Metric::hit_rate},
      {"top_precision", Metric::top_precision},
      {"top_recall", Metric::top_recall},
      {"ndcg", Metric::ndcg},
      {"mrr", Metric::mrr},
      {"mse", Metric::mse},
      {"rmse", Metric::rmse},
      {"mae", Metric::mae},
      {"r2", Metric::r2},
      {"pearson", Metric::pearson}};
};

// One metric: a word, or with options `{type: precision, threshold: 0.3}`.
struct MetricConfig {
  static constexpr const char* shorthand = "type";
  Metric type = Metric::auc;
  double threshold = 0.5;
  int64_t k = 10;

  MetricConfig() = default;
  MetricConfig(Metric metric) : type(metric) {}

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("type", self.type,
          "what is measured; gauc, hit_rate, top_precision, top_recall, ndcg and mrr within each "
          "group of rows (`tasks[].group`), by a mean over groups");
    visit(
        "threshold", self.threshold,
        "probability above which a row counts as positive, for accuracy, f1, precision and recall",
        within(0, 1));
    visit("k", self.k, "best rows of a group that count, for hit_rate, top_*, ndcg and mrr",
          at_least(1));
  }
  bool operator==(const MetricConfig&) const = default;
};

bool is_within_groups(Metric metric);
bool looks_at_top(Metric metric);  // has a `k`

// "auc", and where it looks at the best k rows "ndcg_at_10".
std::string name_of(const MetricConfig& metric);

}  // namespace mmoe
