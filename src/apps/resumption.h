// What a run folder says of the run that goes on in it.
#pragma once

#include <optional>
#include <string>

#include "base/log.h"
#include "config/run_config.h"
#include "train/saved_training.h"

namespace mmoe {

struct Resumption {
  std::optional<SavedTraining> saved;  // nothing: the run starts at its first step
  bool is_finished = false;            // as the config has it
};

// Finds the newest good checkpoint, tells the log of damaged ones, and gives the config the threads
// that the run has had. Throws Error(usage), which lists what differs, for a config other than the
// run's, and Error(checkpoint) if there are checkpoints and none is good.
Resumption find_run(const std::string& folder, RunConfig& config, Log& log);

}  // namespace mmoe
