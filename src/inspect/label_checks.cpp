#include "inspect/label_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

template <class Pair>
bool everywhere(const std::vector<float>& a, const std::vector<float>& b, const Pair& matches) {
  return std::ranges::equal(a, b, [&](float x, float y) {
    return std::isnan(x) || std::isnan(y) ? std::isnan(x) && std::isnan(y) : matches(x, y);
  });
}

bool are_opposite(const RunConfig& config, size_t a, size_t b, const std::vector<float>& x,
                  const std::vector<float>& y) {
  return std::holds_alternative<BinaryTask>(config.tasks[a]) &&
         std::holds_alternative<BinaryTask>(config.tasks[b]) &&
         everywhere(x, y, [](float one, float other) { return one + other == 1; });
}

struct Side {
  int64_t labelled = 0;
  bool is_constant = true;
  float value = NAN;
};

Side side_of(const std::vector<float>& labels) {
  Side side;
  for (const float label : labels) {
    if (std::isnan(label)) continue;
    if (side.labelled++ == 0) side.value = label;
    side.is_constant = side.is_constant && label == side.value;
  }
  return side;
}

std::string value_text(const TaskConfig& task, const Side& side) {
  if (side.labelled == 0) return "no row has a label";
  const bool is_class = !std::holds_alternative<RegressionTask>(task);  // others may be scaled
  return "all labelled rows, " + with_commas(side.labelled) + ", have the same label" +
         (is_class ? fmt::format(", {}", side.value) : "");
}

Finding one_value(const TaskConfig& task, const std::string& part, const Side& side) {
  const bool in_training = part == "train";
  return {.severity = in_training ? Severity::certain : Severity::likely,
          .check = "one_class",
          .task = base_of(task).name,
          .part = part,
          .size = 1,
          .problem = value_text(task, side),
          .advice = in_training ? "look at the label's column and its 'positive' or 'threshold'; "
                                  "there is nothing to learn"
                                : "choose other rows for this part; its metrics are not defined"};
}

Finding few_rows(const std::string& task, const std::string& part, int64_t rarer) {
  return {.severity = Severity::look,
          .check = "few_positives",
          .task = task,
          .part = part,
          .size = 1 / static_cast<double>(rarer),
          .problem = fmt::format("only {} of the rarer class",
                                 rarer == 1 ? "one row is" : with_commas(rarer) + " rows are"),
          .advice = part == "train" ? "get more such rows, or leave the task out"
                                    : "get more such rows; metrics of so few are a matter of luck"};
}

}  // namespace

std::vector<Finding> identical_labels(const RunConfig& config, const TrainingData& data) {
  std::vector<std::vector<float>> labels;
  for (size_t task = 0; task < config.tasks.size(); ++task) {
    labels.push_back(labels_of(data.train, task));
  }
  std::vector<Finding> findings;
  for (size_t b = 1; b < labels.size(); ++b) {
    for (size_t a = 0; a < b; ++a) {
      if (side_of(labels[a]).is_constant) continue;  // a finding of its own
      const bool same = everywhere(labels[a], labels[b], std::equal_to());
      if (!same && !are_opposite(config, a, b, labels[a], labels[b])) continue;
      const std::string other = base_of(config.tasks[a]).name;
      findings.push_back(
          {.severity = Severity::certain,
           .check = "identical_labels",
           .task = base_of(config.tasks[b]).name,
           .size = 1,
           .problem = fmt::format("on all {} training rows its label is {} {}",
                                  with_commas(data.train.rows),
                                  same ? "that of" : "the opposite of that of", quote(other)),
           .advice = "leave one of the two out, or mend a label"});
    }
  }
  return findings;
}

std::vector<Finding> one_sided_labels(const RunConfig& config, const TrainingData& data) {
  std::vector<Finding> findings;
  for (const auto& [part, rows] : named_parts(data)) {
    for (size_t task = 0; task < config.tasks.size(); ++task) {
      const std::vector<float> labels = labels_of(rows, task);
      const std::string& name = base_of(config.tasks[task]).name;
      const Side side = side_of(labels);
      if (side.is_constant) {
        findings.push_back(one_value(config.tasks[task], part, side));
      } else if (std::holds_alternative<BinaryTask>(config.tasks[task])) {
        const int64_t rarer = rows_of_rarer_class(labels);
        if (rarer < thresholds::kFewPositives) findings.push_back(few_rows(name, part, rarer));
      }
    }
  }
  return findings;
}

}  // namespace mmoe
