// Which experts of a mixture add nothing. activity_thresholds.h says from where on.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "train/mixture_activity.h"

namespace mmoe {

// Those that give the same for every row; those that no gate gives weight.
std::vector<size_t> still_experts(const MixtureActivity& mixture);
std::vector<size_t> unused_experts(const MixtureActivity& mixture);
// Both of these, each once, in order.
std::vector<size_t> dead_experts(const MixtureActivity& mixture);

// Pairs, the first before the second, whose outputs are nearly the same.
std::vector<std::pair<size_t, size_t>> duplicate_experts(const MixtureActivity& mixture);

}  // namespace mmoe
