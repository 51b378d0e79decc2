// How well one column alone predicts a number.
#pragma once

#include <cstdint>
#include <span>

namespace mmoe {

// Share of the label's variance that the mean label of each code explains, fitted on a random half
// of the rows and judged on the other; below 0 where it is worse than the mean of all rows. Codes
// are 0 or more; rows whose label is NaN are left out. NaN if a half has no variance.
double column_r2(std::span<const int32_t> codes, std::span<const float> labels);

}  // namespace mmoe
