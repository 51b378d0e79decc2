// All metrics of a task, by name.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/task_config.h"
#include "metrics/scored_rows.h"

namespace mmoe {

// Undefined is nothing: no labelled row, or AUC with one class.
std::optional<double> evaluate(Metric metric, const ScoredRows& rows);

// The task's training loss: sum(weight * loss) / sum(weight).
std::optional<double> evaluate_loss(const TaskConfig& task, const ScoredRows& rows);

// Values by name, in the order of metric_names().
using MetricValues = std::vector<std::pair<std::string, std::optional<double>>>;

// "loss_<task>" and "<metric>_<task>" of one task.
MetricValues evaluate_task(const TaskConfig& task, const ScoredRows& rows);

// The value of that name, if it is there and defined.
std::optional<double> find_metric(const MetricValues& values, const std::string& name);

}  // namespace mmoe
