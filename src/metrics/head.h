// What a task's logits mean.
#pragma once

#include <span>
#include <vector>

#include "config/label_scaling.h"
#include "config/task_config.h"
#include "metrics/scored_rows.h"

namespace mmoe {

struct Head {
  TaskConfig task;
  LabelScaling scaling = {};  // of a regression's label
};

// A head a task. `scalings` by task; empty: no label is scaled.
std::vector<Head> heads_of(const std::vector<TaskConfig>& tasks,
                           const std::vector<LabelScaling>& scalings = {});

// Log-odds of a binary task, out of its one or (`jrc`) two logits.
double log_odds(std::span<const double> logits);

// What a regression predicts, in the label's unit: the logit itself, scaled back; exp(z) of
// `poisson`; the expected value of `ziln`, sigmoid(z0) exp(z1 + softplus(z2)^2 / 2).
double value_of(const RegressionTask& task, const LabelScaling& scaling,
                std::span<const double> logits);

// The `outputs_of(task)` numbers that a user gets: a probability, a value, or the probability of
// each class.
std::vector<double> predicted(const Head& head, std::span<const double> logits);

// The rows as metrics take them, from labels and logits [rows, logits_of(task)] as training has
// them: log-odds, values and labels in the label's unit, or logits of all classes.
ScoredRows in_label_unit(const Head& head, ScoredRows rows);

}  // namespace mmoe
