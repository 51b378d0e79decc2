#include "data/number_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace mmoe {

namespace {

struct Moments {
  double mean = 0, deviation = 0, low = 0, high = 0, raw_mean = 0;
  int64_t count = 0;
};

// Two passes: exact enough for large values with a small spread.
Moments moments_of(const TrainingNumbers& numbers, bool log) {
  Moments m;
  double raw_sum = 0, sum = 0, squares = 0;
  const auto each = [&](const auto& visit) {
    for (const int64_t row : numbers.rows) {
      const double value = numbers.values[static_cast<size_t>(row)];
      if (!std::isnan(value)) visit(value, log ? NumericEncoder::signed_log(value) : value);
    }
  };
  m.low = std::numeric_limits<double>::infinity();
  m.high = -m.low;
  each([&](double raw, double value) {
    ++m.count;
    raw_sum += raw;
    sum += value;
    m.low = std::min(m.low, value);
    m.high = std::max(m.high, value);
  });
  if (m.count == 0) return {};
  m.raw_mean = raw_sum / static_cast<double>(m.count);
  m.mean = sum / static_cast<double>(m.count);
  if (m.low == m.high) {  // rounding in the mean may not pass for a deviation
    m.mean = m.low;
    return m;
  }
  each([&](double, double value) { squares += (value - m.mean) * (value - m.mean); });
  m.deviation = std::sqrt(squares / static_cast<double>(m.count));
  return m;
}

// Without missing ones, ascending.
std::vector<double> sorted_values(const TrainingNumbers& numbers) {
  std::vector<double> values;
  for (const int64_t row : numbers.rows) {
    const double value = numbers.values[static_cast<size_t>(row)];
    if (!std::isnan(value)) values.push_back(value);
  }
  std::ranges::sort(values);
  return values;
}

// The quantiles 0/n, 1/n, ..., n/n of sorted values, linear between neighbours.
std::vector<double> quantiles_of(const std::vector<double>& sorted, int64_t n) {
  std::vector<double> quantiles;
  const auto last = static_cast<int64_t>(sorted.size()) - 1;
  for (int64_t i = 0; i <= n && last >= 0; ++i) {
    const auto below = static_cast<size_t>(last * i / n);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    const double share = static_cast<double>(last * i % n) / static_cast<double>(n);
    quantiles.push_back(std::lerp(sorted[below], sorted[above], share));
  }
  return quantiles;
}

void remove_repeats(std::vector<double>& ascending) {
  ascending.erase(std::ranges::unique(ascending).begin(), ascending.end());
}

// 1 where a spread is none, or as good as none.
double inverse(double spread) { return std::isfinite(1 / spread) ? 1 / spread : 1; }

}  // namespace

NumericEncoder fit_numeric(const NumericFeature& feature, const TrainingNumbers& numbers) {
  NumericEncoder encoder;
  encoder.log = feature.scale == Scale::log1p;
  const Moments m = moments_of(numbers, encoder.log);
  if (feature.missing == MissingNumber::mean) encoder.fill = m.raw_mean;
  if (feature.scale == Scale::standard || feature.scale == Scale::log1p) {
    encoder.shift = m.mean;
    encoder.factor = inverse(m.deviation);
  } else if (feature.scale == Scale::minmax && m.count > 0) {
    encoder.shift = m.low;
    encoder.factor = inverse(m.high - m.low);
  }
  return encoder;
}

ValueEncoder fit_values(const ExactValuesConfig& config, const TrainingNumbers& numbers) {
  std::unordered_map<uint64_t, std::pair<double, int64_t>> counts;
  for (const int64_t row : numbers.rows) {
    const double value = numbers.values[static_cast<size_t>(row)];
    auto& [first, count] = counts.try_emplace(ValueEncoder::key_of(value), value, 0).first->second;
    ++count;
  }
  ValueEncoder encoder;
  bool missing = false;
  for (const auto& [key, seen] : counts) {
    const auto [value, count] = seen;
    if (count < config.min_count) continue;
    std::isnan(value) ? void(missing = true) : encoder.values.push_back(value);
  }
  std::ranges::sort(encoder.values);  // the order may not depend on the map's
  if (missing) encoder.missing = static_cast<int32_t>(encoder.values.size()) + 1;
  return encoder;
}

// A boundary at the smallest value would divide nothing.
BinsEncoder fit_bins(const BinsConfig& config, const TrainingNumbers& numbers) {
  if (!config.quantiles) return {config.boundaries};
  std::vector<double> boundaries = quantiles_of(sorted_values(numbers), *config.quantiles);
  if (boundaries.empty()) return {};
  boundaries.pop_back();
  remove_repeats(boundaries);
  boundaries.erase(boundaries.begin());
  return {std::move(boundaries)};
}

// A column of one value has one interval, which begins there.
PiecewiseEncoder fit_piecewise(const PiecewiseLinearConfig& config, const TrainingNumbers& numbers,
                               double fill) {
  std::vector<double> edges = quantiles_of(sorted_values(numbers), config.bins);
  remove_repeats(edges);
  if (edges.empty()) edges = {fill};
  if (edges.size() == 1) edges.push_back(edges[0] + std::max(1.0, std::abs(edges[0])));
  return {std::move(edges), fill, config.dim.value_or(0)};
}

}  // namespace mmoe
