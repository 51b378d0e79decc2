// Experts mixed by gates: one level for all tasks (Ma et al. 2018), or levels of shared and own
// experts (Tang et al. 2020).
#pragma once

#include <functional>

#include "models/layers.h"

namespace mmoe {

// The one product of an input that experts and gates share; a source for each group of columns.
using InputProduct = std::function<std::vector<Source>(const std::vector<OutputGroup>&)>;

// A mixture for each gate; nodes are called `prefix` + "experts", "gates", "mixture". Without gates
// there is one mixture, which all names get.
std::vector<Source> add_mixtures(LayerBuilder& layers, const std::string& prefix,
                                 const MixtureOptions& options,
                                 const std::vector<std::string>& gates,
                                 const InputProduct& product);

// Progressive layered extraction (Tang et al. 2020, section 4.2): what its last level gives each
// task. Reports call the gates `report` + "level_0.<task>", ...
std::vector<Source> add_levels(LayerBuilder& layers, const std::string& prefix,
                               const std::string& report, const PleOptions& options,
                               const std::vector<std::string>& tasks, const InputProduct& product);

}  // namespace mmoe
