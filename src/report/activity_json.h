// What the parts of a model did, for programs.
#pragma once

#include "report/json.h"
#include "train/activity.h"

namespace mmoe {

// {gate: {"experts": [names], "weight": [by expert], "deviation": [...], "largest": [...],
// "entropy": ...}}
Json gates_json(const std::vector<GateLoad>& gates);

// {"gates": gates_json(),
//  "mixtures": {name: {"experts": [names], "gates": [names], "distance": [by gate [by gate]],
//    "similarity": [by expert [by expert]], "deviation": [by expert], "units": ..., "live": [...],
//    "dead": [names], "duplicates": [[name, name]]}},
//  "layers": {layer: {"units": 8, "live": 5}}, "towers": {task: ...}}
// Of a tower all hidden layers together. What is not defined is null.
Json activity_json(const Activity& activity);

}  // namespace mmoe
