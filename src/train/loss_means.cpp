#include "train/loss_means.h"

#include <utility>

namespace mmoe {

LossMeans::LossMeans(const std::vector<TaskConfig>& tasks)
    : tasks_(tasks), sums_(tasks.size() + 1, 0.0) {}

void LossMeans::add(const std::vector<double>& losses) {
  for (size_t task = 0; task < losses.size(); ++task) sums_[task] += losses[task];
}

MetricValues LossMeans::take() {
  const double steps = std::exchange(sums_.back(), 0.0);
  MetricValues means = {{"loss", 0.0}};
  for (size_t task = 0; task < tasks_.size(); ++task) {
    const TaskBase& base = base_of(tasks_[task]);
    const double mean = std::exchange(sums_[task], 0.0) / steps;
    *means.front().second += base.weight * mean;
    means.emplace_back("loss_" + base.name, mean);
  }
  if (steps > 0) return means;
  for (auto& [name, value] : means) value.reset();
  return means;
}

}  // namespace mmoe
