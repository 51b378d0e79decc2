#include "train/early_stop.h"

#include "base/error.h"
#include "base/text.h"
#include "config/checks.h"

namespace mmoe {

EarlyStop::EarlyStop(const EarlyStopConfig& config)
    : config_(config),
      monitor_(Expression::parse(config.monitor)),
      direction_(config.mode ? *config.mode
                             : direction_of(config.monitor).value_or(Direction::min)) {}

EarlyStop::Verdict EarlyStop::judge(const MetricValues& values, int64_t step) {
  const auto value =
      monitor_.evaluate([&](const std::string& name) { return find_metric(values, name); });
  if (!value) {
    throw data_error("the monitored metric " + quote(config_.monitor) +
                     " is not defined on the validation rows (one class only, or no label); "
                     "choose another with train.early_stop.monitor");
  }
  const bool more = direction_ == Direction::max;
  if (!best_ || (more ? *value > *best_ : *value < *best_)) {
    best_ = value;
    best_step_ = step;
    failures_ = 0;
    return {true, false};
  }
  ++failures_;
  return {false, config_.patience && failures_ >= *config_.patience};
}

void EarlyStop::resume(std::optional<double> best, int64_t best_step, int64_t failures) {
  best_ = best;
  best_step_ = best_step;
  failures_ = failures;
}

}  // namespace mmoe
