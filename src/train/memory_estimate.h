// What a run takes of memory and disk, computed from sizes before its model is built.
#pragma once

#include <c10/core/TensorOptions.h>

#include "config/run_config.h"
#include "data/load.h"
#include "train/runtime.h"

namespace mmoe {

// All in MB (10^6 bytes). On a device only what stays on the host counts.
struct MemoryEstimate {
  double program = 0;  // what the process holds besides the rows: code and libraries
  double data = 0;     // encoded rows, their order, batches
  double parameters = 0;
  double training = 0;     // gradients, optimizer state, running mean
  double activations = 0;  // what passes and evaluations hold
  double copies = 0;       // the best parameters, kept for the test; encoders for a checkpoint
  double reading = 0;      // the peak so far: of reading, where that took more than training will

  // Expected peak of the process.
  double peak() const;
};

struct RunEstimate {
  MemoryEstimate memory;
  double best_mb = 0, last_mb = 0;  // checkpoints: the model, and with what resuming needs
};

// Of a run on data that is loaded.
RunEstimate estimate_run(const RunConfig& config, const TrainingData& data,
                         const at::TensorOptions& options, const Cores& cores);

// So many such runs at once in one process, on the same rows.
MemoryEstimate at_once(MemoryEstimate one, int64_t runs);

}  // namespace mmoe
