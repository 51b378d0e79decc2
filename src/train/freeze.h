// Which parameters stay as they are.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "nn/graph.h"

namespace mmoe {

// Full names ("experts_1.weight") of the parameters that these names and patterns with * match; of
// a parameter that blocks share, all of them. Throws Error(usage) for one that matches none.
std::set<std::string> frozen_parameters(const Graph& graph,
                                        const std::vector<std::string>& patterns);

}  // namespace mmoe
