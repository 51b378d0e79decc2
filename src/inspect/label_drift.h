// Labels that validation or test has in other proportions than training.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Binary tasks by the odds of a positive label, others by the stability index of their labels.
std::vector<Finding> drifting_labels(const RunConfig& config, const TrainingData& data);

}  // namespace mmoe
