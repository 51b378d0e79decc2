// All that is checked in the rows of a run before it trains.
#pragma once

#include <vector>

#include "data/load.h"
#include "inspect/finding.h"
#include "inspect/unseen.h"

namespace mmoe {

struct DataReport {
  std::vector<Finding> findings;  // in no order
  std::vector<UnseenValues> unseen;
};

DataReport check_data(const RunConfig& config, const TrainingData& data);

}  // namespace mmoe
