// What training values say about a number's encoders; used by encoder_fit.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "config/feature_config.h"
#include "data/number_encoders.h"

namespace mmoe {

// One column: its values, of which those of `rows` are for training.
struct TrainingNumbers {
  const std::vector<double>& values;
  std::span<const int64_t> rows;
};

NumericEncoder fit_numeric(const NumericFeature& feature, const TrainingNumbers& numbers);
ValueEncoder fit_values(const ExactValuesConfig& config, const TrainingNumbers& numbers);
BinsEncoder fit_bins(const BinsConfig& config, const TrainingNumbers& numbers);
// `fill`: of a missing value.
PiecewiseEncoder fit_piecewise(const PiecewiseLinearConfig& config, const TrainingNumbers& numbers,
                               double fill);

}  // namespace mmoe
