// The same config once a seed, in one process: data is read once, and a stream of inputs made once
// for all replicas, which go over it together.
#pragma once

#include <string>
#include <vector>

#include "apps/training_run.h"
#include "base/run_folder.h"
#include "config/run_config.h"

namespace mmoe {

struct SeedOptions {
  std::vector<int64_t> seeds;
  int jobs = 1;  // replicas that train at once, one a thread
  std::string folder, data_dir;
  ExistingRun existing = ExistingRun::refuse;
  LogLevel level = LogLevel::info;
};

// Trains in <folder>/seed-<n>/, each a run folder of its own and byte for byte that of the same
// seed trained alone on one thread; prints a table over the seeds, those among them that an earlier
// process has finished. A run that fails does not stop the others; its Error is thrown in the end.
void train_seeds(const RunConfig& config, const SeedOptions& options, const Runtime& runtime);

}  // namespace mmoe
