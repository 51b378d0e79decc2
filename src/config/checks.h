// What no single field can tell: settings that contradict each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/reader.h"
#include "config/run_config.h"

namespace mmoe {

std::vector<Problem> find_conflicts(const RunConfig& config, const Places& places);

// Names of all metrics a run of these tasks reports: "loss", then "loss_<task>" and
// "<metric>_<task>" for each task.
std::vector<std::string> metric_names(const std::vector<TaskConfig>& tasks);

// Whether more of this metric is better; nothing for calibration, which is best in the middle.
// `name` is one of metric_names().
std::optional<Direction> direction_of(const std::string& name);

}  // namespace mmoe
