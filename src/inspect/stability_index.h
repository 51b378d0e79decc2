// How differently two samples are spread.
#pragma once

#include <cstdint>
#include <span>

namespace mmoe {

// Population stability index of two samples, counted in the same bins: the sum over bins of
// (q - p) ln(q / p), without what equal samples of this size differ by chance. (Yurdakul 2018: its
// mean is then (bins - 1) (1/n + 1/m), and in units of the second factor it follows chi squared;
// taken off are mean and four standard errors.) 0 if there is no more, or a sample is empty.
double stability_index(std::span<const int64_t> first, std::span<const int64_t> second);

}  // namespace mmoe
