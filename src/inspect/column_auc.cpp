#include "inspect/column_auc.h"

#include <cmath>
#include <limits>
#include <vector>

#include "inspect/halves.h"
#include "metrics/auc.h"

namespace mmoe {

namespace {

// Rows of one half, by code and class.
struct Counts {
  std::vector<double> negatives, positives;

  explicit Counts(size_t codes) : negatives(codes, 0.0), positives(codes, 0.0) {}
  void add(size_t code, bool is_positive) { (is_positive ? positives : negatives)[code] += 1; }
};

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

// A row a code and class: as many rows as the half has are not needed to rank them.
ScoredRows scored(const Counts& fitted, const Counts& other) {
  const double positives = sum(fitted.positives);
  const double mean = positives / (positives + sum(fitted.negatives));
  ScoredRows rows;
  for (size_t code = 0; code < fitted.positives.size(); ++code) {
    const double count = fitted.positives[code] + fitted.negatives[code];
    const double score = (fitted.positives[code] + mean) / (count + 1);  // one row of the mean
    for (const bool is_positive : {false, true}) {
      rows.labels.push_back(is_positive ? 1 : 0);
      rows.scores.push_back(score);
      rows.weights.push_back((is_positive ? other.positives : other.negatives)[code]);
    }
  }
  return rows;
}

}  // namespace

double column_auc(std::span<const int32_t> codes, std::span<const float> labels) {
  const size_t count = code_count(codes);
  Counts halves[] = {Counts(count), Counts(count)};
  const std::vector<bool> is_second = second_half(codes.size());
  for (size_t row = 0; row < codes.size(); ++row) {
    if (std::isnan(labels[row])) continue;
    halves[is_second[row]].add(static_cast<size_t>(codes[row]), labels[row] > 0.5f);
  }
  const bool has_both = sum(halves[0].positives) > 0 && sum(halves[0].negatives) > 0;
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  return has_both ? auc(scored(halves[0], halves[1])).value_or(kUndefined) : kUndefined;
}

}  // namespace mmoe
