// Fitting: what the training rows say about each column.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "data/encoders.h"

namespace mmoe {

namespace {

struct Moments {
  double mean = 0, deviation = 0, low = 0, high = 0, raw_mean = 0;
  int64_t count = 0;
};

// Two passes: exact enough for large values with a small spread.
Moments moments_of(const std::vector<double>& values, std::span<const int64_t> rows, bool log) {
  Moments m;
  double raw_sum = 0, sum = 0, squares = 0;
  const auto each = [&](const auto& visit) {
    for (const int64_t row : rows) {
      const double value = values[static_cast<size_t>(row)];
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

NumericEncoder fit_numeric(const NumericFeature& feature, const std::vector<double>& values,
                           std::span<const int64_t> rows) {
  NumericEncoder encoder;
  encoder.log = feature.scale == Scale::log1p;
  const Moments m = moments_of(values, rows, encoder.log);
  if (feature.missing == MissingNumber::mean) encoder.fill = m.raw_mean;
  if (feature.scale == Scale::standard || feature.scale == Scale::log1p) {
    encoder.shift = m.mean;
    encoder.factor = m.deviation > 0 ? 1 / m.deviation : 1;
  } else if (feature.scale == Scale::minmax && m.count > 0) {
    encoder.shift = m.low;
    encoder.factor = m.high > m.low ? 1 / (m.high - m.low) : 1;
  }
  return encoder;
}

ValueEncoder fit_values(int64_t min_count, const std::vector<double>& values,
                        std::span<const int64_t> rows) {
  std::unordered_map<uint64_t, std::pair<double, int64_t>> counts;
  for (const int64_t row : rows) {
    const double value = values[static_cast<size_t>(row)];
    auto& [first, count] = counts.try_emplace(ValueEncoder::key_of(value), value, 0).first->second;
    ++count;
  }
  ValueEncoder encoder;
  bool with_missing = false;
  for (const auto& [key, seen] : counts) {
    if (seen.second < min_count) continue;
    with_missing |= std::isnan(seen.first);
    if (!std::isnan(seen.first)) encoder.values.push_back(seen.first);
  }
  std::ranges::sort(encoder.values);  // the order may not depend on the map's
  if (with_missing) encoder.missing = static_cast<int32_t>(encoder.values.size()) + 1;
  return encoder;
}

VocabularyEncoder fit_vocabulary(int64_t min_count, const TextColumn& text,
                                 std::span<const int64_t> rows) {
  std::vector<int64_t> counts(text.dictionary.size(), 0);
  for (const int64_t row : rows) ++counts[text.codes[static_cast<size_t>(row)]];
  std::vector<uint32_t> kept;
  for (uint32_t code = 1; code < counts.size(); ++code) {
    if (counts[code] >= min_count) kept.push_back(code);
  }
  // Frequent first, so that the rows used most lie together; ties by text.
  std::ranges::sort(kept, [&](uint32_t a, uint32_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b]
                                  : text.dictionary.word(a) < text.dictionary.word(b);
  });
  VocabularyEncoder encoder;
  for (const uint32_t code : kept) encoder.words.push_back(text.dictionary.word(code));
  if (counts[Dictionary::kMissing] >= min_count) {
    encoder.missing = static_cast<int32_t>(kept.size()) + 1;
  }
  return encoder;
}

void add_encoders(const NumericFeature& feature, const RawTable& table,
                  std::span<const int64_t> rows, std::vector<ColumnEncoder>& out) {
  const std::string& column = feature.name.values.front();
  const std::vector<double>& values = table.numbers(column);
  out.push_back({column, fit_numeric(feature, values, rows)});
  if (const auto& exact = feature.values) {
    out.push_back(
        {column, fit_values(exact->min_count, values, rows), exact->dim, exact->init_deviation});
  }
}

void add_encoders(const CategoricalFeature& feature, const RawTable& table,
                  std::span<const int64_t> rows, std::vector<ColumnEncoder>& out) {
  ColumnEncoder encoder{feature.name.values.front(), BucketEncoder{}, feature.dim,
                        feature.init_deviation};
  if (feature.num_buckets) {
    encoder.encoder = BucketEncoder{*feature.num_buckets};
  } else {
    encoder.encoder = fit_vocabulary(feature.min_count, table.text(encoder.column), rows);
  }
  out.push_back(std::move(encoder));
}

}  // namespace

Encoders fit_encoders(const std::vector<FeatureConfig>& features,
                      const std::vector<TaskConfig>& tasks, const RawTable& table,
                      std::span<const int64_t> rows) {
  Encoders all;
  all.inputs = feature_requests(features);
  all.labels = label_requests(tasks);
  for (const FeatureConfig& feature : features) {
    std::visit([&](const auto& f) { add_encoders(f, table, rows, all.columns); }, feature);
  }
  for (const TaskConfig& task : tasks) {
    const LabelConfig& label = base_of(task).label;
    all.label_columns.push_back({label.column, label.positive});
  }
  return all;
}

}  // namespace mmoe
