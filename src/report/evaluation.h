// The report of an evaluation as JSON, and of whatever else looks at checkpoints on data.
#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "report/json.h"

namespace mmoe {

// {"checkpoint": ..., "data": files, "rows": ..., "seconds": ...}
Json origin_json(const std::vector<std::string>& checkpoints, const EvaluationData& data);

// The same with metrics.
Json evaluation_json(const std::vector<std::string>& checkpoints, const EvaluationData& data,
                     const RunConfig& config, const MetricValues& values);

}  // namespace mmoe
