// The report of an evaluation as JSON.
#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "report/json.h"

namespace mmoe {

Json evaluation_json(const std::vector<std::string>& checkpoints, const EvaluationData& data,
                     const RunConfig& config, const MetricValues& values);

}  // namespace mmoe
