// Tables for people: a row a task, a column a metric.
#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/dataset.h"
#include "metrics/metrics.h"

namespace mmoe {

// Labelled and positive rows of a task.
struct LabelCounts {
  int64_t rows = 0, positives = 0;
};
std::vector<LabelCounts> count_labels(const Dataset& data);

std::string metric_table(const std::string& title, const std::vector<TaskConfig>& tasks,
                         const MetricValues& values, const std::vector<LabelCounts>& counts);

// "0.953971", or "n/a".
std::string shown(const std::optional<double>& value);

}  // namespace mmoe
