// All metrics of a task, by name.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/head.h"
#include "metrics/scored_rows.h"
#include "metrics/task_loss.h"

namespace mmoe {

// Rows of a binary task or a regression, in the label's unit. Undefined is nothing: no row with a
// weight, or AUC with one class.
std::optional<double> evaluate(const MetricConfig& metric, const ScoredRows& rows);

// The same for a multiclass task.
std::optional<double> evaluate_classes(const MetricConfig& metric, const ScoredRows& rows);

// What rows must have for the metric to be defined, for messages: "rows of both classes".
std::string needs_of(const MetricConfig& metric);

// Values by name, in the order of metric_names().
using MetricValues = std::vector<std::pair<std::string, std::optional<double>>>;

// "loss_<task>" and "<metric>_<task>" of one task, from labels and logits as training has them.
MetricValues evaluate_task(const Head& head, const ScoredRows& rows);

// The value of that name, if it is there and defined.
std::optional<double> find_metric(const MetricValues& values, const std::string& name);

}  // namespace mmoe
