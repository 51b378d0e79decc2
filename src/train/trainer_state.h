// What a trainer needs to go on besides the tensors of its members.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "metrics/metrics.h"

namespace mmoe {

struct TrainerState {
  int64_t step = 0;       // steps done
  std::string data = {};  // checksum of the rows, as data_checksum() gives it
  // Of validations so far, if there were any: the best one, and how many came after it.
  int64_t best_step = 0, failures = 0;
  std::optional<double> best = {};  // the monitored value
  MetricValues best_values = {};
  bool stopped_early = false;
  int64_t rollbacks = 0;  // how often training diverged and went back
};

// As texts of a checkpoint, and back. Reading throws Error(checkpoint) for what the first did not
// write.
std::map<std::string, std::string> to_texts(const TrainerState& state);
TrainerState trainer_state(const std::map<std::string, std::string>& texts);

}  // namespace mmoe
