// What every metric looks at: labels, predictions and weights of one task, without the rows whose
// label is missing.
#pragma once

#include <span>
#include <vector>

namespace mmoe {

struct ScoredRows {
  std::vector<double> labels;   // [rows]
  std::vector<double> scores;   // [rows]; logits of a binary task, values of a regression
  std::vector<double> weights;  // [rows], or empty: 1 each

  double weight(size_t row) const { return weights.empty() ? 1.0 : weights[row]; }
};

// Keeps the rows whose label is not NaN; `weights` may be empty.
ScoredRows labelled_rows(std::span<const float> labels, std::span<const double> scores,
                         std::span<const float> weights = {});

}  // namespace mmoe
