#include "metrics/ensemble.h"

#include <cmath>

#include "config/task_queries.h"
#include "metrics/logits.h"

namespace mmoe {

namespace {

using Row = std::span<const double>;
using Rows = std::span<const Row>;

// Log of the mean of what these are the logs of.
template <class Value>
double log_mean(Rows rows, const Value& log_value) {
  std::vector<double> logs;
  for (const Row& row : rows) logs.push_back(log_value(row));
  return log_sum(logs) - std::log(static_cast<double>(rows.size()));
}

// Log-odds of the mean probability; that of 0 has a mean of its own, or it were lost near 1.
double mean_log_odds(Rows rows) {
  return log_mean(rows, [](Row row) { return -softplus(-log_odds(row)); }) -
         log_mean(rows, [](Row row) { return -softplus(log_odds(row)); });
}

// Where logits say more than the prediction, the rest is that of the first member.
struct Averager {
  std::span<const Head* const> members;
  Rows rows;

  std::vector<double> operator()(const BinaryTask&) const {
    const double logit = mean_log_odds(rows);
    if (rows[0].size() == 1) return {logit};
    return {rows[0][0], rows[0][0] + logit};
  }

  std::vector<double> operator()(const MulticlassTask&) const {
    std::vector<double> logits;
    for (size_t k = 0; k < rows[0].size(); ++k) {
      logits.push_back(log_mean(rows, [&](Row row) { return row[k] - log_sum(row); }));
    }
    return logits;
  }

  std::vector<double> operator()(const RegressionTask& task) const {
    double value = 0;
    for (size_t i = 0; i < rows.size(); ++i) value += predicted(*members[i], rows[i])[0];
    value /= static_cast<double>(rows.size());
    if (has_loss<PoissonLoss>(task.loss)) return {std::log(value)};
    if (!has_loss<ZilnLoss>(task.loss)) return {members[0]->scaling.apply(value)};
    const double deviation = softplus(rows[0][2]);
    const double log_share = -softplus(-rows[0][0]);  // of labels above 0
    return {rows[0][0], std::log(value) - log_share - deviation * deviation / 2, rows[0][2]};
  }
};

}  // namespace

std::vector<double> average_row(std::span<const Head* const> members, Rows logits) {
  return std::visit(Averager{members, logits}, members[0]->task);
}

}  // namespace mmoe
