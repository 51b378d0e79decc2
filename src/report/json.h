// Metrics as JSON: undefined is null.
#pragma once

#include <nlohmann/json.hpp>

#include "metrics/metrics.h"

namespace mmoe {

// Objects keep the order in which metrics are reported.
using Json = nlohmann::ordered_json;

Json to_json(const MetricValues& values);

}  // namespace mmoe
