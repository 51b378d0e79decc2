#include "metrics/scored_rows.h"

#include <algorithm>
#include <cmath>

namespace mmoe {

ScoredRows labelled_rows(std::span<const float> labels, std::span<const double> scores,
                         std::span<const float> weights, std::span<const int32_t> groups) {
  ScoredRows rows;
  if (!labels.empty()) rows.columns = scores.size() / labels.size();
  for (size_t i = 0; i < labels.size(); ++i) {
    if (std::isnan(labels[i])) continue;
    const auto own = scores.subspan(i * rows.columns, rows.columns);
    rows.labels.push_back(labels[i]);
    rows.scores.insert(rows.scores.end(), own.begin(), own.end());
    if (!weights.empty()) rows.weights.push_back(weights[i]);
    if (!groups.empty()) rows.groups.push_back(groups[i]);
  }
  return rows;
}

bool has_weight(const ScoredRows& rows) {
  if (rows.weights.empty()) return rows.rows() > 0;
  return std::ranges::any_of(rows.weights, [](double weight) { return weight > 0; });
}

}  // namespace mmoe
