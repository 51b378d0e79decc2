// Values that training does not know.
#pragma once

#include <string>
#include <vector>

#include "data/load.h"
#include "inspect/finding.h"

namespace mmoe {

// Shares of the values of a category or list, by part, that no training row has, or too few for a
// code of their own.
struct UnseenValues {
  std::string column;
  std::vector<double> shares;  // as named_parts(data): training, then validation and test
};

std::vector<UnseenValues> unseen_values(const TrainingData& data);

// Columns of which validation or test rows are mostly unknown.
std::vector<Finding> unseen_columns(const TrainingData& data,
                                    const std::vector<UnseenValues>& unseen);

}  // namespace mmoe
