// From where on something counts as dead, settled or alike.
#pragma once

namespace mmoe::thresholds {

// A unit that is zero for negative inputs is live if it is active on this share of the rows: one
// that never is has no gradient, one that always is bends nothing.
inline constexpr double kLeastActive = 0.001, kMostActive = 0.999;
// Of an output over rows; below it, it says the same of every row.
inline constexpr double kStill = 1e-4;

// Mean weights in a gate: above, it has settled on the expert; below in every gate, nothing uses
// it.
inline constexpr double kSettled = 0.95, kUnused = 0.001;
// Correlation of two experts; they share 90 % of their variance.
inline constexpr double kDuplicate = 0.95;
// Distance of two gates: they weigh rows alike but for a fiftieth of the weight.
inline constexpr double kSameGates = 0.02;
// Of a tower's units.
inline constexpr double kFewLive = 0.25;

}  // namespace mmoe::thresholds
