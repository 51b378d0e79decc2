// The learning rate over a run.
#pragma once

#include <cstdint>

#include "config/train_config.h"

namespace mmoe {

// Share of the peak rate at `step` (from 0) of `total`.
double rate_share(const ScheduleConfig& schedule, int64_t step, int64_t total);

}  // namespace mmoe
