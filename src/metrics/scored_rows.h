// What every metric looks at: labels, predictions, weights and groups of one task, without the rows
// whose label is missing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mmoe {

struct ScoredRows {
  std::vector<double> labels;        // [rows]; the number of the class where there are several
  std::vector<double> scores;        // [rows, columns]
  std::vector<double> weights = {};  // [rows], or empty: 1 each
  std::vector<int32_t> groups = {};  // [rows], or empty: all rows are one group
  size_t columns = 1;

  size_t rows() const { return labels.size(); }
  double weight(size_t row) const { return weights.empty() ? 1.0 : weights[row]; }
  std::span<const double> scores_of(size_t row) const {
    return std::span(scores).subspan(row * columns, columns);
  }
};

// Keeps the rows whose label is not NaN; `scores` holds one or several numbers a row, `weights` and
// `groups` may be empty.
ScoredRows labelled_rows(std::span<const float> labels, std::span<const double> scores,
                         std::span<const float> weights = {}, std::span<const int32_t> groups = {});

// Weighted mean of a function of the row's number; NaN where there is no weight.
template <class ValueOfRow>
double mean_over(const ScoredRows& rows, const ValueOfRow& value) {
  double sum = 0, weights = 0;
  for (size_t row = 0; row < rows.rows(); ++row) {
    if (rows.weight(row) == 0) continue;
    sum += rows.weight(row) * value(row);
    weights += rows.weight(row);
  }
  return sum / weights;
}

// Whether there is anything to take a mean of.
bool has_weight(const ScoredRows& rows);

}  // namespace mmoe
