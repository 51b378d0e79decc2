#include "metrics/head.h"

#include <cmath>

#include "config/task_queries.h"
#include "metrics/logits.h"

namespace mmoe {

namespace {

std::vector<double> softmax(std::span<const double> logits) {
  const double total = log_sum(logits);
  std::vector<double> shares;
  for (const double logit : logits) shares.push_back(std::exp(logit - total));
  return shares;
}

// One number a row in place of its logits.
template <class Value>
void merge_columns(ScoredRows& rows, const Value& value) {
  for (size_t row = 0; row < rows.rows(); ++row) rows.scores[row] = value(rows.scores_of(row));
  rows.scores.resize(rows.rows());
  rows.columns = 1;
}

}  // namespace

std::vector<Head> heads_of(const std::vector<TaskConfig>& tasks,
                           const std::vector<LabelScaling>& scalings) {
  std::vector<Head> heads;
  for (size_t i = 0; i < tasks.size(); ++i) {
    heads.push_back({tasks[i], scalings.empty() ? LabelScaling{} : scalings[i]});
  }
  return heads;
}

double log_odds(std::span<const double> logits) {
  return logits.size() == 1 ? logits[0] : logits[1] - logits[0];
}

double value_of(const RegressionTask& task, const LabelScaling& scaling,
                std::span<const double> logits) {
  if (has_loss<PoissonLoss>(task.loss)) return std::exp(logits[0]);
  if (!has_loss<ZilnLoss>(task.loss)) return scaling.undo(logits[0]);
  const double deviation = softplus(logits[2]);
  return probability(logits[0]) * std::exp(logits[1] + deviation * deviation / 2);
}

std::vector<double> predicted(const Head& head, std::span<const double> logits) {
  if (const auto* regression = std::get_if<RegressionTask>(&head.task)) {
    return {value_of(*regression, head.scaling, logits)};
  }
  if (std::holds_alternative<BinaryTask>(head.task)) return {probability(log_odds(logits))};
  return softmax(logits);
}

ScoredRows in_label_unit(const Head& head, ScoredRows rows) {
  if (const auto* regression = std::get_if<RegressionTask>(&head.task)) {
    for (double& label : rows.labels) label = head.scaling.undo(label);
    merge_columns(rows, [&](std::span<const double> logits) {
      return value_of(*regression, head.scaling, logits);
    });
  } else if (std::holds_alternative<BinaryTask>(head.task)) {
    merge_columns(rows, log_odds);
  }
  return rows;
}

}  // namespace mmoe
