// What training minimises, over any rows, in plain numbers.
#pragma once

#include <optional>

#include "config/task_config.h"
#include "metrics/scored_rows.h"

namespace mmoe {

// Sum over the task's losses, each times its weight, of sum(row weight * loss) / sum(row weight);
// formulas stand in config/loss_config.h. Rows hold labels and logits [rows, logits_of(task)] as
// training has them. Ranking losses compare rows of a group, or, without groups, of 1024 rows that
// stand together; `pairwise` is a mean over pairs, each with the product of its rows' weights, and
// 0 without a pair. Nothing if no row has a weight.
std::optional<double> evaluate_loss(const TaskConfig& task, const ScoredRows& rows);

}  // namespace mmoe
