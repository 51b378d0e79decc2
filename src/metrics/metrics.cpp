#include "metrics/metrics.h"

#include <algorithm>
#include <cmath>

#include "metrics/auc.h"
#include "metrics/binary.h"
#include "metrics/groups.h"
#include "metrics/multiclass.h"
#include "metrics/ranking.h"
#include "metrics/regression.h"

namespace mmoe {

std::optional<double> evaluate(const MetricConfig& metric, const ScoredRows& rows) {
  switch (metric.type) {
    case Metric::auc:
      return auc(rows);
    case Metric::gauc:
      return grouped_auc(rows);
    case Metric::pr_auc:
      return pr_auc(rows);
    case Metric::log_loss:
      return mean_log_loss(rows);
    case Metric::normalized_entropy:
      return normalized_entropy(rows);
    case Metric::calibration:
      return calibration(rows);
    case Metric::accuracy:
      return Confusion(rows, metric.threshold).accuracy();
    case Metric::f1:
      return Confusion(rows, metric.threshold).f1();
    case Metric::precision:
      return Confusion(rows, metric.threshold).precision();
    case Metric::recall:
      return Confusion(rows, metric.threshold).recall();
    case Metric::hit_rate:
    case Metric::top_precision:
    case Metric::top_recall:
    case Metric::ndcg:
    case Metric::mrr:
      return top_of_groups(metric.type, metric.k, rows);
    case Metric::mse:
      return mean_squared_error(rows);
    case Metric::mae:
      return mean_absolute_error(rows);
    case Metric::r2:
      return r2(rows);
    case Metric::pearson:
      return pearson(rows);
    case Metric::rmse:
      break;
  }
  const auto mse = mean_squared_error(rows);
  return mse ? std::optional(std::sqrt(*mse)) : std::nullopt;
}

std::optional<double> evaluate_classes(const MetricConfig& metric, const ScoredRows& rows) {
  if (metric.type == Metric::auc) return one_versus_rest_auc(rows);
  return metric.type == Metric::accuracy ? class_accuracy(rows) : class_log_loss(rows);
}

std::string needs_of(const MetricConfig& metric) {
  switch (metric.type) {
    case Metric::auc:
    case Metric::normalized_entropy:
      return "rows of two classes";
    case Metric::gauc:
      return "a group with rows of both classes";
    case Metric::precision:
      return "a row predicted above the threshold";
    case Metric::f1:
      return "a positive row, or one predicted above the threshold";
    case Metric::r2:
      return "labels that differ";
    case Metric::pearson:
      return "labels and predictions that differ";
    case Metric::pr_auc:
    case Metric::calibration:
    case Metric::recall:
      return "a positive row";
    default:
      return looks_at_top(metric.type) ? "a group with a positive row" : "a labelled row";
  }
}

MetricValues evaluate_task(const Head& head, const ScoredRows& rows) {
  const std::string& name = base_of(head.task).name;
  MetricValues values = {{"loss_" + name, evaluate_loss(head.task, rows)}};
  const ScoredRows scored = in_label_unit(head, rows);
  const bool has_classes = std::holds_alternative<MulticlassTask>(head.task);
  for (const MetricConfig& metric : metrics_of(head.task)) {
    values.emplace_back(name_of(metric) + "_" + name,
                        has_classes ? evaluate_classes(metric, scored) : evaluate(metric, scored));
  }
  return values;
}

std::optional<double> find_metric(const MetricValues& values, const std::string& name) {
  const auto place = std::ranges::find(values, name, [](const auto& value) { return value.first; });
  return place == values.end() ? std::nullopt : place->second;
}

}  // namespace mmoe
