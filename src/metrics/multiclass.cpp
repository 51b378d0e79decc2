#include "metrics/multiclass.h"

#include <algorithm>

#include "metrics/auc.h"
#include "metrics/logits.h"

namespace mmoe {

namespace {

size_t class_of(const ScoredRows& rows, size_t row) {
  return static_cast<size_t>(rows.labels[row]);
}

}  // namespace

std::optional<double> class_accuracy(const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  return mean_over(rows, [&](size_t row) {
    const auto logits = rows.scores_of(row);
    const auto best = static_cast<size_t>(std::ranges::max_element(logits) - logits.begin());
    return best == class_of(rows, row) ? 1 : 0;
  });
}

std::optional<double> class_log_loss(const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  return mean_over(rows, [&](size_t row) {
    const auto logits = rows.scores_of(row);
    return log_sum(logits) - logits[class_of(rows, row)];
  });
}

std::optional<double> one_versus_rest_auc(const ScoredRows& rows) {
  std::vector<double> totals;  // log sum exp of each row
  for (size_t row = 0; row < rows.rows(); ++row) totals.push_back(log_sum(rows.scores_of(row)));
  ScoredRows one = {std::vector<double>(rows.rows()), std::vector<double>(rows.rows()),
                    rows.weights};
  double sum = 0, classes = 0;
  for (size_t k = 0; k < rows.columns; ++k) {
    for (size_t row = 0; row < rows.rows(); ++row) {
      one.labels[row] = class_of(rows, row) == k ? 1 : 0;
      one.scores[row] = rows.scores_of(row)[k] - totals[row];
    }
    const auto area = auc(one);
    if (!area) continue;
    sum += *area;
    ++classes;
  }
  if (classes == 0) return {};
  return sum / classes;
}

}  // namespace mmoe
