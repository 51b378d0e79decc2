// One of the runs of a batch of seeds.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/seed_runs.h"
#include "base/log.h"
#include "base/run_folder.h"
#include "data/load.h"
#include "train/memory_estimate.h"

namespace mmoe {

// What all replicas read.
struct SeedsInCommon {
  const RunConfig& config;
  const SeedOptions& options;
  Runtime runtime;
  size_t replicas = 1;                   // of a job, at once
  std::shared_ptr<SharedInputs> inputs;  // of a stream
  std::optional<TrainingData> data;      // unless each seed has its own
};

std::string folder_of_seed(const SeedOptions& options, int64_t seed);

// Of one run on the CPU.
MemoryEstimate memory_of_seed(const RunConfig& config, const TrainingData& data,
                              const Runtime& runtime);

// One seed: its log, its data or the common one, its run; no run if that is finished.
struct Replica {
  // Throws what hinders the run from beginning.
  Replica(const SeedsInCommon& common, int64_t number);

  Log log{LogLevel::error};
  int64_t seed;
  std::string folder;
  RunLock lock;
  std::optional<TrainingData> own_data;
  std::optional<TrainingRun> run;
};

}  // namespace mmoe
