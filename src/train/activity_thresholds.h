// From where on something counts as dead, settled or alike.
#pragma once

namespace mmoe::thresholds {

// A unit that is zero for negative inputs is live if it is active on this share of the rows: one
// that never is has no gradient, one that always is bends nothing.
inline constexpr double kLeastActive = 0.001, kMostActive = 0.999;
// Of an output over rows; below it, it says the same of every row.
inline constexpr double kStill = 1e-4;

}  // namespace mmoe::thresholds
