#include "metrics/binary.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "metrics/logits.h"

namespace mmoe {

namespace {

bool is_positive(const ScoredRows& rows, size_t row) { return rows.labels[row] > 0.5; }

std::optional<double> ratio(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

}  // namespace

std::optional<double> pr_auc(const ScoredRows& rows) {
  const auto is_nan = [](double score) { return std::isnan(score); };
  if (std::ranges::any_of(rows.scores, is_nan)) return {};
  std::vector<uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, std::greater(), [&](uint32_t row) { return rows.scores[row]; });
  double sum = 0, positives = 0, all = 0;  // weights of rows so far
  for (size_t i = 0; i < order.size();) {
    const double score = rows.scores[order[i]];
    double tied = 0;  // positives
    for (; i < order.size() && rows.scores[order[i]] == score; ++i) {
      all += rows.weight(order[i]);
      if (is_positive(rows, order[i])) tied += rows.weight(order[i]);
    }
    positives += tied;
    if (tied > 0) sum += tied * positives / all;
  }
  return ratio(sum, positives);
}

std::optional<double> mean_log_loss(const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  return mean_over(rows, [&](size_t row) { return log_loss(rows.labels[row], rows.scores[row]); });
}

std::optional<double> normalized_entropy(const ScoredRows& rows) {
  const auto loss = mean_log_loss(rows);
  if (!loss) return {};
  const double share = mean_over(rows, [&](size_t row) { return is_positive(rows, row) ? 1 : 0; });
  if (share == 0 || share == 1) return {};
  return *loss / -(share * std::log(share) + (1 - share) * std::log1p(-share));
}

std::optional<double> calibration(const ScoredRows& rows) {
  double predicted = 0, positive = 0;
  for (size_t row = 0; row < rows.rows(); ++row) {
    predicted += rows.weight(row) * probability(rows.scores[row]);
    if (is_positive(rows, row)) positive += rows.weight(row);
  }
  return ratio(predicted, positive);
}

Confusion::Confusion(const ScoredRows& rows, double threshold) {
  const double limit = std::log(threshold) - std::log1p(-threshold);
  for (size_t row = 0; row < rows.rows(); ++row) {
    const bool says_yes = rows.scores[row] > limit;
    double& cell = is_positive(rows, row) ? (says_yes ? true_positives : false_negatives)
                                          : (says_yes ? false_positives : true_negatives);
    cell += rows.weight(row);
  }
}

std::optional<double> Confusion::accuracy() const {
  const double right = true_positives + true_negatives;
  return ratio(right, right + false_positives + false_negatives);
}

std::optional<double> Confusion::precision() const {
  return ratio(true_positives, true_positives + false_positives);
}

std::optional<double> Confusion::recall() const {
  return ratio(true_positives, true_positives + false_negatives);
}

std::optional<double> Confusion::f1() const {
  return ratio(2 * true_positives, 2 * true_positives + false_positives + false_negatives);
}

}  // namespace mmoe
