#include "metrics/label_correlation.h"

#include <cmath>

#include "metrics/regression.h"

namespace mmoe {

namespace {

// The labels of one task where the other has one, too, against the other's.
ScoredRows labelled_in_both(std::span<const float> labels, size_t tasks, size_t task,
                            size_t other) {
  ScoredRows rows;
  for (size_t first = 0; first < labels.size(); first += tasks) {
    const float a = labels[first + task], b = labels[first + other];
    if (std::isnan(a) || std::isnan(b)) continue;
    rows.labels.push_back(a);
    rows.scores.push_back(b);
  }
  return rows;
}

bool has_numbers(const TaskConfig& task) { return !std::holds_alternative<MulticlassTask>(task); }

}  // namespace

std::vector<LabelCorrelation> label_correlations(const std::vector<TaskConfig>& tasks,
                                                 std::span<const float> labels) {
  std::vector<LabelCorrelation> all;
  for (size_t task = 0; task < tasks.size(); ++task) {
    for (size_t other = task + 1; other < tasks.size(); ++other) {
      if (!has_numbers(tasks[task]) || !has_numbers(tasks[other])) continue;
      all.push_back({base_of(tasks[task]).name, base_of(tasks[other]).name,
                     pearson(labelled_in_both(labels, tasks.size(), task, other))});
    }
  }
  return all;
}

}  // namespace mmoe
