#include "metrics/auc.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace mmoe {

std::optional<double> auc(const ScoredRows& rows) {
  const auto is_nan = [](double score) { return std::isnan(score); };
  if (std::ranges::any_of(rows.scores, is_nan)) return {};  // in no order with anything
  std::vector<uint32_t> order(rows.labels.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {}, [&](uint32_t row) { return rows.scores[row]; });
  double ordered = 0, negatives = 0, positives = 0;  // weights of pairs, of rows so far
  for (size_t i = 0; i < order.size();) {
    const double score = rows.scores[order[i]];
    double tied_negatives = 0, tied_positives = 0;
    for (; i < order.size() && rows.scores[order[i]] == score; ++i) {
      const double weight = rows.weight(order[i]);
      (rows.labels[order[i]] > 0.5 ? tied_positives : tied_negatives) += weight;
    }
    ordered += tied_positives * (negatives + 0.5 * tied_negatives);
    negatives += tied_negatives;
    positives += tied_positives;
  }
  if (!(negatives > 0) || !(positives > 0)) return {};
  return ordered / (negatives * positives);
}

}  // namespace mmoe
