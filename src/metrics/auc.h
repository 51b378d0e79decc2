// Area under the ROC curve, exact: the share of (positive, negative) pairs, by weight, that the
// scores order rightly; ties count half (Mann-Whitney).
#pragma once

#include <optional>

#include "metrics/scored_rows.h"

namespace mmoe {

// Nothing if one of the classes has no weight or a score is NaN. Labels above 0.5 are positive.
std::optional<double> auc(const ScoredRows& rows);

}  // namespace mmoe
