// Fitting: what the training rows say about each column.
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/error.h"
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

// The id that most rows have, the smallest of several. Rows that are never added have id 0.
class MostCommon {
 public:
  explicit MostCommon(size_t rows) : rest_(static_cast<int64_t>(rows)) {}

  void add(int32_t id, int64_t rows) {
    rest_ -= rows;
    if (rows < rows_ || (rows == rows_ && id > id_)) return;
    id_ = id;
    rows_ = rows;
  }
  int32_t id() const { return rest_ >= rows_ ? 0 : id_; }

 private:
  int64_t rest_, rows_ = 0;
  int32_t id_ = 0;
};

struct FittedIds {
  decltype(ColumnEncoder::encoder) encoder;
  int32_t common = 0;
};

FittedIds fit_values(int64_t min_count, const std::vector<double>& values,
                     std::span<const int64_t> rows) {
  std::unordered_map<uint64_t, std::pair<double, int64_t>> counts;
  for (const int64_t row : rows) {
    const double value = values[static_cast<size_t>(row)];
    auto& [first, count] = counts.try_emplace(ValueEncoder::key_of(value), value, 0).first->second;
    ++count;
  }
  std::vector<std::pair<double, int64_t>> kept;
  int64_t missing = 0;
  for (const auto& [key, seen] : counts) {
    if (seen.second < min_count) continue;
    std::isnan(seen.first) ? void(missing = seen.second) : kept.push_back(seen);
  }
  std::ranges::sort(kept);  // the order may not depend on the map's
  ValueEncoder encoder;
  MostCommon common(rows.size());
  for (const auto& [value, count] : kept) {
    encoder.values.push_back(value);
    common.add(static_cast<int32_t>(encoder.values.size()), count);
  }
  if (missing > 0) {
    encoder.missing = static_cast<int32_t>(kept.size()) + 1;
    common.add(*encoder.missing, missing);
  }
  return {std::move(encoder), common.id()};
}

FittedIds fit_vocabulary(int64_t min_count, const TextColumn& text, std::span<const int64_t> rows) {
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
  MostCommon common(rows.size());
  for (const uint32_t code : kept) {
    encoder.words.emplace_back(text.dictionary.word(code));
    common.add(static_cast<int32_t>(encoder.words.size()), counts[code]);
  }
  if (counts[Dictionary::kMissing] >= min_count) {
    encoder.missing = static_cast<int32_t>(kept.size()) + 1;
    common.add(*encoder.missing, counts[Dictionary::kMissing]);
  }
  return {std::move(encoder), common.id()};
}

FittedIds fit_buckets(int64_t buckets, const std::vector<double>& values,
                      std::span<const int64_t> rows) {
  std::unordered_map<int32_t, int64_t> counts;  // of buckets there may be far more than rows
  for (const int64_t row : rows) {
    ++counts[BucketEncoder::id_of(values[static_cast<size_t>(row)])];
  }
  MostCommon common(rows.size());
  for (const auto& [id, count] : counts) common.add(id, count);
  return {BucketEncoder{buckets}, common.id()};
}

void add_encoders(const NumericFeature& feature, const RawTable& table,
                  std::span<const int64_t> rows, std::vector<ColumnEncoder>& out) {
  const std::string& column = feature.name.values.front();
  const std::vector<double>& values = table.numbers(column);
  out.push_back({column, fit_numeric(feature, values, rows)});
  if (const auto& exact = feature.values) {
    const auto [encoder, common] = fit_values(exact->min_count, values, rows);
    out.push_back({column, encoder, exact->dim, exact->init_deviation, common});
  }
}

void add_encoders(const ComboFeature&, const RawTable&, std::span<const int64_t>,
                  std::vector<ColumnEncoder>&) {
  throw data_error("not built yet");
}
void add_encoders(const ListConfig&, const RawTable&, std::span<const int64_t>,
                  std::vector<ColumnEncoder>&) {
  throw data_error("not built yet");
}

void add_encoders(const CategoricalFeature& feature, const RawTable& table,
                  std::span<const int64_t> rows, std::vector<ColumnEncoder>& out) {
  const std::string& column = feature.name.values.front();
  const auto [encoder, common] =
      feature.num_buckets ? fit_buckets(*feature.num_buckets, table.numbers(column), rows)
                          : fit_vocabulary(feature.min_count, table.text(column), rows);
  out.push_back({column, encoder, feature.dim, feature.init_deviation, common});
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
  all.label_columns = fit_labels(tasks, table, rows);
  return all;
}

}  // namespace mmoe
