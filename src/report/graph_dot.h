// A model as a drawing for Graphviz.
#pragma once

#include <string>
#include <vector>

#include "models/multi_task_model.h"

namespace mmoe {

// `tasks`: their names. Nodes of one block of a backbone stand in a box together.
std::string graph_dot(const MultiTaskModel& model, const std::vector<std::string>& tasks);

}  // namespace mmoe
