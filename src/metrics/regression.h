// Metrics of values, in the label's unit. Nothing where undefined.
#pragma once

#include <optional>

#include "metrics/scored_rows.h"

namespace mmoe {

std::optional<double> mean_squared_error(const ScoredRows& rows);
std::optional<double> mean_absolute_error(const ScoredRows& rows);

// 1 - mean squared error / variance of the labels. Undefined where all labels are equal.
std::optional<double> r2(const ScoredRows& rows);

// Correlation of labels and values. Undefined where either are all equal.
std::optional<double> pearson(const ScoredRows& rows);

}  // namespace mmoe
