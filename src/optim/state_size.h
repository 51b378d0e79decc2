// Numbers that optimizers keep of what they train, known before there is anything to train.
#pragma once

#include "config/train_config.h"

namespace mmoe {

// Of each parameter that is in no large table.
double state_per_parameter(const OptimizerConfig& config);

// Of each row, of so many numbers, of a large table.
double state_per_row(const TrainConfig& config, double dim);

}  // namespace mmoe
