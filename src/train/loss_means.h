// What training says of its losses between two lines of the log.
#pragma once

#include <cstdint>
#include <vector>

#include "config/run_config.h"
#include "metrics/metrics.h"

namespace mmoe {

class LossMeans {
 public:
  // `tasks` stay where they are.
  explicit LossMeans(const std::vector<TaskConfig>& tasks);

  // By task, the sum of the mean losses of the steps since the last call; gives their weighted
  // total.
  double add(const std::vector<double>& losses);
  void count_step() { ++steps_; }

  // "loss", then "loss_<task>": means of the steps counted since the last call.
  MetricValues take();

 private:
  const std::vector<TaskConfig>& tasks_;
  std::vector<double> sums_;  // by task
  int64_t steps_ = 0;
};

}  // namespace mmoe
