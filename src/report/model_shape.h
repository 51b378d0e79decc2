// A model as text: blocks in order, what each takes, and its parameters.
#pragma once

#include <string>

#include "models/multi_task_model.h"

namespace mmoe {

std::string model_shape(const MultiTaskModel& model);

}  // namespace mmoe
