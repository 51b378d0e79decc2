#include "train/save_schedule.h"

namespace mmoe {

namespace {

using Minutes = std::chrono::duration<double, std::ratio<60>>;

constexpr Minutes kDefault{10};

}  // namespace

SaveSchedule::SaveSchedule(const std::optional<SaveEveryConfig>& config) {
  if (config) steps_ = config->steps;
  if (config && config->minutes) time_ = Minutes(*config->minutes);
  if (!steps_ && !time_) time_ = kDefault;
}

bool SaveSchedule::is_due(int64_t step) {
  const auto now = std::chrono::steady_clock::now();
  const bool due = (steps_ && step % *steps_ == 0) || (time_ && now - last_ >= *time_);
  if (due) last_ = now;
  return due;
}

}  // namespace mmoe
