// Rows that are in training and in validation or test.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Files that are read twice; validation and test rows of which more have a twin among the training
// rows, in all inputs and labels, than training rows have. (Rows drawn from the same source have a
// twin as often as those.)
std::vector<Finding> overlapping_parts(const TrainingData& data);

}  // namespace mmoe
