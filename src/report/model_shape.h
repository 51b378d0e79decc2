// A model as text: blocks in order, what each takes, and its parameters.
#pragma once

#include <string>
#include <vector>

#include "models/multi_task_model.h"

namespace mmoe {

// A table with a line a node, then where each of `tasks` (names) comes out.
std::string model_shape(const MultiTaskModel& model, const std::vector<std::string>& tasks);

// Numbers in all parameters of a block.
int64_t parameters_of(const Block& block);

}  // namespace mmoe
