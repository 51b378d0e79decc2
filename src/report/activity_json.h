// What the parts of a model did, for programs.
#pragma once

#include "report/json.h"
#include "train/activity.h"

namespace mmoe {

// {"gates": gates_json(), "layers": {layer: {"units": 8, "live": 5}}, "towers": {task: ...}}; a
// tower's numbers are those of all its hidden layers.
Json activity_json(const Activity& activity);

}  // namespace mmoe
