// Which checkpoint is best so far, and whether to go on.
#pragma once

#include <cstdint>
#include <optional>

#include "config/expression.h"
#include "config/train_config.h"
#include "metrics/metrics.h"

namespace mmoe {

class EarlyStop {
 public:
  explicit EarlyStop(const EarlyStopConfig& config);

  struct Verdict {
    bool is_best, stop;
  };
  // Throws Error(data) if the monitored value is not defined on the validation rows.
  Verdict judge(const MetricValues& values, int64_t step);

  // Goes on after these validations: their best value, its step, and how many came after it.
  void resume(std::optional<double> best, int64_t best_step, int64_t failures);

  std::optional<double> best() const { return best_; }
  int64_t best_step() const { return best_step_; }
  int64_t failures() const { return failures_; }

 private:
  EarlyStopConfig config_;
  Expression monitor_;
  Direction direction_;
  std::optional<double> best_;
  int64_t best_step_ = 0, failures_ = 0;  // validations since the best one
};

}  // namespace mmoe
