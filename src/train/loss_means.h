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

  // By task, the sum of the mean losses of the steps since the last call.
  void add(const std::vector<double>& losses);
  void count_step() { ++sums_.back(); }

  // All it knows, to be saved and restored: by task the sum of losses, then the steps counted.
  std::vector<double>& sums() { return sums_; }

  // "loss", then "loss_<task>": means of the steps counted since the last call; not defined if
  // there was none.
  MetricValues take();

 private:
  const std::vector<TaskConfig>& tasks_;
  std::vector<double> sums_;
};

}  // namespace mmoe
