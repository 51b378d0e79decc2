#include "metrics/groups.h"

#include <algorithm>

#include "metrics/auc.h"

namespace mmoe {

std::vector<uint32_t> ordered_by_group(const ScoredRows& rows) {
  std::vector<uint32_t> order;
  for (uint32_t row = 0; row < rows.rows(); ++row) {
    if (rows.weight(row) > 0) order.push_back(row);
  }
  if (!rows.groups.empty()) {
    std::ranges::stable_sort(order, {}, [&](uint32_t row) { return rows.groups[row]; });
  }
  return order;
}

std::optional<double> grouped_auc(const ScoredRows& rows) {
  double sum = 0, weights = 0;
  ScoredRows own;
  each_group(rows, [&](std::span<const uint32_t> group) {
    own.labels.clear(), own.scores.clear(), own.weights.clear();
    double weight = 0;
    for (const uint32_t row : group) {
      own.labels.push_back(rows.labels[row]);
      own.scores.push_back(rows.scores[row]);
      own.weights.push_back(rows.weight(row));
      weight += rows.weight(row);
    }
    const auto area = auc(own);
    if (!area) return;
    sum += weight * *area;
    weights += weight;
  });
  if (!(weights > 0)) return {};
  return sum / weights;
}

}  // namespace mmoe
