// How gates share rows out among experts, for people and programs.
#pragma once

#include <string>
#include <vector>

#include "report/json.h"
#include "train/gate_load.h"

namespace mmoe {

// {gate: {"weight": [by expert], "deviation": [...], "largest": [...], "entropy": ...}}
Json gates_json(const std::vector<GateLoad>& loads);

// A line a gate: entropy, then each expert's mean weight. Empty without gates.
std::string gate_table(const std::vector<GateLoad>& loads);

// A sentence for each gate that has settled on one expert or leaves experts out.
std::vector<std::string> gate_warnings(const std::vector<GateLoad>& loads);

}  // namespace mmoe
