// When the state of training is due to be saved.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "config/train_config.h"

namespace mmoe {

class SaveSchedule {
 public:
  explicit SaveSchedule(const std::optional<SaveEveryConfig>& config);

  // Asked after this step. A yes counts as saved.
  bool is_due(int64_t step);

  // Steps between checkpoints; nothing if only time counts.
  std::optional<int64_t> steps() const { return steps_; }

 private:
  std::optional<int64_t> steps_;
  std::optional<std::chrono::duration<double>> time_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace mmoe
