// What two configs do not have in common.
#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"

namespace mmoe {

// A line for each key that a run may not change when it goes on: "train.batch_size: 64, before 32".
// The length of the run, its device, and when and how many checkpoints are kept may change; so may
// its threads where either leaves them open.
std::vector<std::string> differences(const RunConfig& before, const RunConfig& now);

}  // namespace mmoe
