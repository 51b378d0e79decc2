// Vectors from elsewhere on their way into a model.
#pragma once

#include <string>
#include <vector>

#include "config/train_config.h"
#include "data/load.h"
#include "nn/graph.h"

namespace mmoe {

// Writes what `data.pretrained` has over the initial rows of the model's tables.
void set_pretrained(const Graph& graph, const TrainingData& data);

// Names and patterns of the parameters that are not trained: those of `train.freeze`, and tables
// whose vectors are to stay.
std::vector<std::string> freeze_patterns(const TrainConfig& config, const TrainingData& data);

}  // namespace mmoe
