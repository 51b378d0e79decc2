// What the parts of a model did, for people.
#pragma once

#include <string>
#include <vector>

#include "train/activity.h"

namespace mmoe {

// A line a gate: entropy, then each expert's mean weight. Empty without gates.
std::string gate_table(const std::vector<GateLoad>& gates);

// All of it: a table a gate, of each mixture the distances of gates and the experts, and how many
// units of each hidden layer are live.
std::string activity_tables(const Activity& activity);

}  // namespace mmoe
