// Validation and test rows that are not like training rows.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Inputs whose values validation or test has in other proportions than training; values that
// training does not know are left out (see unseen_columns).
std::vector<Finding> drifting_columns(const TrainingData& data);

}  // namespace mmoe
