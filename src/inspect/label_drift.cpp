#include "inspect/label_drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inspect/inputs.h"
#include "inspect/stability_index.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

using Labels = std::vector<float>;

Finding drift(const std::string& task, const std::string& part, double size, std::string problem) {
  return {.severity = Severity::look,
          .check = "label_drift",
          .task = task,
          .part = part,
          .size = size,
          .problem = std::move(problem),
          .advice =
              "see whether the parts were made the same way (rows left out, another time); "
              "probabilities and losses there are off, ranking may be fine"};
}

struct Rate {
  double positives, negatives;

  explicit Rate(const Labels& labels)
      : positives(static_cast<double>(std::ranges::count(labels, 1.0f))),
        negatives(static_cast<double>(std::ranges::count(labels, 0.0f))) {}
  bool has_both() const { return positives > 0 && negatives > 0; }
  double odds() const { return positives / negatives; }
  double variance() const { return 1 / positives + 1 / negatives; }  // of the odds' logarithm
  double percent() const { return 100 * positives / (positives + negatives); }
};

void compare(const BinaryTask& task, const Labels& train, const Labels& other,
             const std::string& part, std::vector<Finding>& findings) {
  const Rate first(train), second(other);
  if (!first.has_both() || !second.has_both()) return;  // a finding of its own
  const double distance = std::abs(std::log(first.odds() / second.odds()));
  const double error = std::sqrt(first.variance() + second.variance());
  if (distance - thresholds::kStandardErrors * error < std::log(thresholds::kLabelOdds)) return;
  findings.push_back(drift(task.name, part, 1 - std::exp(-distance),
                           fmt::format("{:.3g} % of its rows are positive, {:.3g} % in training",
                                       second.percent(), first.percent())));
}

Labels labelled(const Labels& labels) {
  Labels kept;
  std::ranges::copy_if(labels, std::back_inserter(kept), [](float l) { return !std::isnan(l); });
  return kept;
}

void compare(const TaskBase& task, const Labels& train, const Labels& other,
             const std::string& part, std::vector<Finding>& findings) {
  const Labels first = labelled(train), second = labelled(other);
  const Intervals intervals(first, Intervals::kUsual);
  const double index = stability_index(intervals.counts(first), intervals.counts(second));
  if (index < thresholds::kDrift) return;
  findings.push_back(drift(task.name, part, 1 - std::exp(-index),
                           fmt::format("its labels are spread otherwise than in training "
                                       "(stability index {:.2f})",
                                       index)));
}

}  // namespace

std::vector<Finding> drifting_labels(const RunConfig& config, const TrainingData& data) {
  std::vector<Finding> findings;
  if (data.train.rows == 0) return findings;
  for (const auto& [name, rows] : named_parts(data)) {
    if (name == "train") continue;
    for (size_t task = 0; task < config.tasks.size(); ++task) {
      const Labels train = labels_of(data.train, task), other = labels_of(rows, task);
      std::visit([&](const auto& own) { compare(own, train, other, name, findings); },
                 config.tasks[task]);
    }
  }
  return findings;
}

}  // namespace mmoe
