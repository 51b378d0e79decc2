#include "inspect/leaking_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "inspect/column_auc.h"
#include "inspect/column_r2.h"
#include "inspect/inputs.h"
#include "inspect/outcome_names.h"
#include "inspect/task_labels.h"
#include "inspect/thresholds.h"
#include "metrics/regression.h"

namespace mmoe {

namespace {

constexpr const char* kLeaveOut = "leave it out, unless it is known when predictions are made";
constexpr size_t kIntervals = 256;  // of a number: a leak is lost in one of them at most

// A feature in training rows, ready to be held against labels.
struct Values {
  std::vector<int32_t> codes;
  std::vector<double> numbers;  // of a number

  Values(const Input& input, const Dataset& rows) {
    if (input.kind != Input::Kind::number) {
      codes = codes_of(input, rows);
      return;
    }
    const std::vector<float> values = numbers_of(input, rows);
    codes = Intervals(values, kIntervals).codes(values);
    numbers.assign(values.begin(), values.end());
  }
};

// How well a feature predicts a label, at best 1.
struct Strength {
  const char* measure;
  double value = 0, border = 1;
};

Strength strength(const BinaryTask&, const Values& values, const std::vector<float>& labels) {
  const bool enough = rows_of_rarer_class(labels) >= thresholds::kLeakPositives;
  return {"AUC", enough ? column_auc(values.codes, labels) : NAN, thresholds::kLeakAuc};
}

// The class that it predicts worst.
Strength strength(const MulticlassTask& task, const Values& values,
                  const std::vector<float>& labels) {
  Strength worst{"AUC of each class", NAN, thresholds::kLeakAuc};
  for (int64_t number = 0; number < outputs_of(task); ++number) {
    const std::vector<float> own = one_versus_rest(labels, number);
    if (rows_of_rarer_class(own) < thresholds::kLeakPositives) continue;
    worst.value = std::fmin(worst.value, column_auc(values.codes, own));
  }
  return worst;
}

Strength strength(const RegressionTask&, const Values& values, const std::vector<float>& labels) {
  Strength best{"R2", column_r2(values.codes, labels), thresholds::kLeakR2};
  if (values.numbers.empty()) return best;
  if (const auto correlation = pearson(labelled_rows(labels, values.numbers))) {
    best.value = std::fmax(best.value, *correlation * *correlation);
  }
  return best;
}

std::string shown(const Strength& found) {
  return std::isnan(found.value) ? "" : fmt::format("{} {:.4f}", found.measure, found.value);
}

Finding leak(const Input& input, const std::string& task, const Strength& found) {
  return {.severity = Severity::likely,
          .check = "leak",
          .column = input.name,
          .task = task,
          .size = found.value,
          .problem = "this feature alone predicts the label with " + shown(found),
          .advice = kLeaveOut};
}

// Columns of the feature that sound like outcomes.
void add_outcomes(const Input& input, const std::string& task, const Strength& found,
                  std::vector<Finding>& findings) {
  const bool is_strong = found.value >= thresholds::kOutcomeAuc;
  const std::string by = shown(found);
  for (const std::string& column : input.columns) {
    const auto word = outcome_word(column);
    if (!word) continue;
    findings.push_back(
        {.severity = is_strong ? Severity::likely : Severity::look,
         .check = "outcome",
         .column = column,
         .size = std::isnan(found.value) ? 0 : found.value,
         .problem = "its name says '" + *word + "', which is known only afterwards" +
                    (by.empty() ? "" : "; alone it predicts " + task + " with " + by),
         .advice = kLeaveOut});
  }
}

}  // namespace

std::vector<Finding> leaking_features(const RunConfig& config, const TrainingData& data) {
  const Dataset rows = thinned(data.train, thresholds::kMostRows);
  std::vector<std::vector<float>> labels;
  for (size_t task = 0; task < config.tasks.size(); ++task) labels.push_back(labels_of(rows, task));
  std::vector<Finding> findings;
  for (const Input& input : inputs_of(data.encoders)) {
    const Values values(input, rows);
    for (size_t task = 0; task < config.tasks.size(); ++task) {
      const std::string& name = base_of(config.tasks[task]).name;
      const Strength found = std::visit(
          [&](const auto& own) { return strength(own, values, labels[task]); }, config.tasks[task]);
      if (found.value >= found.border) {
        findings.push_back(leak(input, name, found));
      } else {
        add_outcomes(input, name, found, findings);
      }
    }
  }
  return findings;
}

}  // namespace mmoe
