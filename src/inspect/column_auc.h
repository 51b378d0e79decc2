// How well one column alone predicts a binary label.
#pragma once

#include <cstdint>
#include <span>

namespace mmoe {

// AUC of the mean label of each code (target encoding, smoothed towards the mean of all rows),
// fitted on a random half of the rows and scored on the other: a column of unique codes has 0.5
// then, and not 1. Codes are 0 or more; rows whose label is NaN are left out. NaN if a half has
// rows of one class only.
double column_auc(std::span<const int32_t> codes, std::span<const float> labels);

}  // namespace mmoe
