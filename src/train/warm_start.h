// Starting from the parameters of a checkpoint: fine-tuning, or a model that has grown.
#pragma once

#include <c10/core/TensorOptions.h>

#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/encoders.h"
#include "models/multi_task_model.h"
#include "train/checkpoint.h"

namespace mmoe {

// The checkpoint that so many members start from, on the CPU: of as many, or of a single one, from
// which all start. Throws Error(checkpoint) for a bad file, Error(usage) for other members.
LoadedModel load_origin(const InitFromConfig& from, size_t members,
                        const at::TensorOptions& options);

// Copies into the model every parameter and buffer of the checkpoint's member whose name and shape
// are those of the model's; `names` gives the names there, the longest prefix that fits. Embedding
// tables, which also match by node and the table's name, take the rows of the values that both
// fits know; the others keep what they have. Gives lines for the log: what was taken, and what has
// no counterpart on either side. Throws Error(usage) if nothing matches or a name of the map is no
// prefix of a parameter.
std::vector<std::string> warm_start(const InitFromConfig& from, const LoadedModel& origin,
                                    size_t member, const Encoders& encoders,
                                    const MultiTaskModel& model);

}  // namespace mmoe
