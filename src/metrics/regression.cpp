#include "metrics/regression.h"

#include <cmath>

namespace mmoe {

namespace {

// Weighted mean of products of what deviates from two means.
double covariance(const ScoredRows& rows, const std::vector<double>& a,
                  const std::vector<double>& b) {
  const double mean_a = mean_over(rows, [&](size_t row) { return a[row]; });
  const double mean_b = mean_over(rows, [&](size_t row) { return b[row]; });
  return mean_over(rows, [&](size_t row) { return (a[row] - mean_a) * (b[row] - mean_b); });
}

// Asked directly: rounding in a mean may not pass for a deviation.
bool varies(const ScoredRows& rows, const std::vector<double>& values) {
  const double* first = nullptr;
  for (size_t row = 0; row < rows.rows(); ++row) {
    if (rows.weight(row) == 0) continue;
    if (first == nullptr) first = &values[row];
    if (values[row] != *first) return true;
  }
  return false;
}

}  // namespace

std::optional<double> mean_squared_error(const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  return mean_over(rows, [&](size_t row) {
    const double error = rows.scores[row] - rows.labels[row];
    return error * error;
  });
}

std::optional<double> mean_absolute_error(const ScoredRows& rows) {
  if (!has_weight(rows)) return {};
  return mean_over(rows, [&](size_t row) { return std::abs(rows.scores[row] - rows.labels[row]); });
}

std::optional<double> r2(const ScoredRows& rows) {
  if (!varies(rows, rows.labels)) return {};
  return 1 - *mean_squared_error(rows) / covariance(rows, rows.labels, rows.labels);
}

std::optional<double> pearson(const ScoredRows& rows) {
  if (!varies(rows, rows.labels) || !varies(rows, rows.scores)) return {};
  return covariance(rows, rows.labels, rows.scores) /
         std::sqrt(covariance(rows, rows.labels, rows.labels) *
                   covariance(rows, rows.scores, rows.scores));
}

}  // namespace mmoe
