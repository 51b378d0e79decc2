// Features that know the answer.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Features that alone predict a label of the training rows nearly perfectly, and features that are
// not known when predictions are made, by their names.
std::vector<Finding> leaking_features(const RunConfig& config, const TrainingData& data);

}  // namespace mmoe
