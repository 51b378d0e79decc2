// Starting from the parameters of a checkpoint: fine-tuning, or a model that has grown.
#pragma once

#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/encoders.h"
#include "models/multi_task_model.h"

namespace mmoe {

// Copies into the model every parameter and buffer of the checkpoint whose name and shape are
// those of the model's; `names` gives the names there, the longest prefix that fits. Embedding
// tables, which also match by node and the table's name, take the rows of the values that both
// fits know; the others keep what they have. Gives lines for the log: what was taken, and what has
// no counterpart on either side. Throws Error(checkpoint) for a bad file, Error(usage) if nothing
// matches or a name of the map is no prefix of a parameter.
std::vector<std::string> warm_start(const InitFromConfig& from, const Encoders& encoders,
                                    const MultiTaskModel& model);

}  // namespace mmoe
