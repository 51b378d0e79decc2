// How many numbers a network takes, without making its large tables.
#pragma once

#include <c10/core/TensorOptions.h>

#include <memory>

#include "config/run_config.h"
#include "data/load.h"
#include "models/multi_task_model.h"
#include "nn/kernels.h"

namespace mmoe {

// The network with every table cut to as many rows as leave its kind of use the same, and not
// drawn: quickly made, and small.
std::shared_ptr<MultiTaskModel> outline_of(const RunConfig& config, Schema schema);

// Numbers, of one member.
struct NetworkSizes {
  double parameters = 0, buffers = 0;
  double gradients = 0;         // of one shard, those of what blocks prepare included
  double state = 0;             // of optimizers, as a checkpoint has it
  double bookkeeping = 0;       // of optimizers, besides
  double prepared = 0;          // for training and for evaluation
  double row = 0, passing = 0;  // activations of a row, with gradients and without
};

// `outline`: of this config and data; `options`, `kernels`: of the run.
NetworkSizes sizes_of(const RunConfig& config, const TrainingData& data,
                      const MultiTaskModel& outline, const at::TensorOptions& options,
                      const Kernels& kernels);

}  // namespace mmoe
