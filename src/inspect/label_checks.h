// Labels that cannot be learned or judged as the config has it.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Tasks whose labels are the same, or each other's opposite, on the same training rows.
std::vector<Finding> identical_labels(const RunConfig& config, const TrainingData& data);

// Labels of one value, and classes with hardly a row, in each part.
std::vector<Finding> one_sided_labels(const RunConfig& config, const TrainingData& data);

}  // namespace mmoe
