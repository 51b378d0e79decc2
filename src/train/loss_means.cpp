#include "train/loss_means.h"

#include <utility>

namespace mmoe {

LossMeans::LossMeans(const std::vector<TaskConfig>& tasks)
    : tasks_(tasks), sums_(tasks.size(), 0.0) {}

double LossMeans::add(const std::vector<double>& losses) {
  double total = 0;
  for (size_t task = 0; task < losses.size(); ++task) {
    sums_[task] += losses[task];
    total += base_of(tasks_[task]).weight * losses[task];
  }
  return total;
}

MetricValues LossMeans::take() {
  const auto steps = static_cast<double>(std::exchange(steps_, 0));
  MetricValues means = {{"loss", 0.0}};
  for (size_t task = 0; task < sums_.size(); ++task) {
    const TaskBase& base = base_of(tasks_[task]);
    const double mean = std::exchange(sums_[task], 0.0) / steps;
    *means.front().second += base.weight * mean;
    means.emplace_back("loss_" + base.name, mean);
  }
  return means;
}

}  // namespace mmoe
