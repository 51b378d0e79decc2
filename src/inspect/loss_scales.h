// Losses of several tasks that are far from each other.
#pragma once

#include <vector>

#include "config/run_config.h"
#include "inspect/finding.h"

namespace mmoe {

// Tasks whose loss times weight is a small part of the largest. `losses` by task, of the first
// steps of training. Nothing where the run balances its losses by itself (train.combine).
std::vector<Finding> loss_scales(const RunConfig& config, const std::vector<double>& losses);

}  // namespace mmoe
