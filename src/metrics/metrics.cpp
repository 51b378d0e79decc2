#include "metrics/metrics.h"

#include <algorithm>
#include <cmath>

#include "config/scalars.h"
#include "metrics/auc.h"

namespace mmoe {

namespace {

// Weighted mean of a function of (label, score).
template <class F>
std::optional<double> mean(const ScoredRows& rows, F value) {
  double sum = 0, weights = 0;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    sum += rows.weight(i) * value(rows.labels[i], rows.scores[i]);
    weights += rows.weight(i);
  }
  if (!(weights > 0)) return {};
  return sum / weights;
}

// -log p(label) from the logit, without overflow.
double log_loss(double label, double logit) {
  return std::max(logit, 0.0) - logit * label + std::log1p(std::exp(-std::abs(logit)));
}

double squared(double label, double value) { return (value - label) * (value - label); }

}  // namespace

ScoredRows labelled_rows(std::span<const float> labels, std::span<const double> scores,
                         std::span<const float> weights) {
  ScoredRows rows;
  for (size_t i = 0; i < labels.size(); ++i) {
    if (std::isnan(labels[i])) continue;
    rows.labels.push_back(labels[i]);
    rows.scores.push_back(scores[i]);
    if (!weights.empty()) rows.weights.push_back(weights[i]);
  }
  return rows;
}

std::optional<double> evaluate(Metric metric, const ScoredRows& rows) {
  switch (metric) {
    case Metric::auc:
      return auc(rows);
    case Metric::log_loss:
      return mean(rows, log_loss);
    case Metric::accuracy:
      return mean(rows, [](double label, double logit) { return (logit > 0) == (label > 0.5); });
    case Metric::mse:
      return mean(rows, squared);
    case Metric::mae:
      return mean(rows, [](double label, double value) { return std::abs(value - label); });
    default:
      break;
  }
  const auto mse = mean(rows, squared);
  return mse ? std::optional(std::sqrt(*mse)) : std::nullopt;
}

std::optional<double> evaluate_loss(const TaskConfig& task, const ScoredRows& rows) {
  const bool binary = std::holds_alternative<BinaryTask>(task);
  return binary ? mean(rows, log_loss) : mean(rows, squared);
}

MetricValues evaluate_task(const TaskConfig& task, const ScoredRows& rows) {
  const std::string& name = base_of(task).name;
  MetricValues values = {{"loss_" + name, evaluate_loss(task, rows)}};
  for (const MetricConfig& metric : metrics_of(task)) {
    values.emplace_back(name_of(metric) + "_" + name, evaluate(metric.type, rows));
  }
  return values;
}

std::optional<double> find_metric(const MetricValues& values, const std::string& name) {
  const auto place = std::ranges::find(values, name, [](const auto& value) { return value.first; });
  return place == values.end() ? std::nullopt : place->second;
}

}  // namespace mmoe
