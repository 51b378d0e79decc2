// A look at training before it is done: a few real steps and an evaluation, timed.
#pragma once

#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "train/runtime.h"

namespace mmoe {

struct Trial {
  int64_t parameters = 0;
  int64_t steps = 0;           // of the whole run
  int64_t validations = 0;     // of the whole run
  std::vector<double> losses;  // by task, the mean of the first steps
  double step_seconds = 0;
  double row_seconds = 0;  // of an evaluation, a row
  double memory_mb = 0;    // peak of the process, with what the rest of the run adds

  // The whole run, after reading: steps, validations and the test.
  double training_seconds = 0;
};

// Takes some tens of steps, fewer if they take seconds. What goes wrong in them is thrown, as by a
// Trainer.
Trial try_training(const RunConfig& config, const TrainingData& data,
                   const at::TensorOptions& options, const Cores& cores);

}  // namespace mmoe
