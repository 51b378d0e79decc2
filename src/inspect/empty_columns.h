// Inputs that say nothing of rows that training has not seen.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Inputs with one value on all training rows, and categories of which nearly every training row
// has a value of its own, as a key of the row has.
std::vector<Finding> empty_columns(const TrainingData& data);

}  // namespace mmoe
