// Tables for people: a row a task, a column a metric; with many metrics the other way round.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "config/run_config.h"
#include "data/dataset.h"
#include "metrics/metrics.h"

namespace mmoe {

std::string metric_table(const std::string& title, const std::vector<TaskConfig>& tasks,
                         const MetricValues& values, const std::vector<LabelCounts>& counts);

// Says in the log why a metric has no value.
void report_undefined(const std::vector<TaskConfig>& tasks, const MetricValues& values, Log& log);

// Columns under each other, the first to the left, the others to the right.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

// "0.953971", or "n/a".
std::string shown(const std::optional<double>& value);

}  // namespace mmoe
