// Features, tasks and encoded tables in few words.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/encoders.h"
#include "support/tables.h"

namespace mmoe::test {

inline NumericFeature numeric(const std::string& column, Scale scale = Scale::standard,
                              MissingNumber missing = MissingNumber::mean) {
  NumericFeature feature;
  feature.name = OneOrMany({column});
  feature.scale = scale;
  feature.missing = missing;
  return feature;
}

inline NumericFeature with_values(NumericFeature feature, int64_t min_count, int64_t dim = 8) {
  feature.values.emplace().min_count = min_count;
  feature.values->dim = dim;
  return feature;
}

inline CategoricalFeature categorical(const std::string& column, int64_t min_count = 1,
                                      std::optional<int64_t> num_buckets = {}) {
  CategoricalFeature feature;
  feature.name = OneOrMany({column});
  feature.min_count = min_count;
  feature.num_buckets = num_buckets;
  return feature;
}

// Features as a config lists them.
inline std::vector<FeatureConfig> features_of(const std::string& yaml) {
  return parse_config("name: test\ndata: {type: csv, train: train.csv}\nfeatures: " + yaml +
                          "\ntasks: [{name: t, type: binary, label: label}]\nmodel: mmoe\n",
                      "test")
      .features;
}

inline BinaryTask binary(const std::string& name, const std::string& column,
                         std::optional<std::vector<std::string>> positive = {}) {
  BinaryTask task;
  task.name = name;
  task.label = {column, std::move(positive)};
  return task;
}

inline RegressionTask regression(const std::string& name, const std::string& column) {
  RegressionTask task;
  task.name = name;
  task.label.column = column;
  return task;
}

// Columns that these features and tasks read.
inline std::vector<ColumnRequest> requests_of(const std::vector<FeatureConfig>& features,
                                              const std::vector<TaskConfig>& tasks = {}) {
  std::vector<ColumnRequest> requests = feature_requests(features);
  for (const ColumnRequest& label : label_requests(tasks)) requests.push_back(label);
  return requests;
}

inline Dataset encoded(const Encoders& encoders, const RawTable& table, bool with_labels = true) {
  Dataset data;
  encode(encoders, table, all_rows(table), with_labels, data);
  return data;
}

// Fits on all rows of a CSV file's text.
inline Encoders fitted(const std::string& csv, const std::vector<FeatureConfig>& features) {
  const RawTable table = table_of(csv, requests_of(features));
  return fit_encoders(features, {}, table, all_rows(table));
}

// Fits on the first `training` rows of the table (all, if none are named) and encodes every row.
inline Dataset fitted_and_encoded(const std::string& csv,
                                  const std::vector<FeatureConfig>& features, size_t training,
                                  const std::vector<TaskConfig>& tasks = {}) {
  const RawTable table = table_of(csv, requests_of(features, tasks));
  const std::vector<int64_t> rows = all_rows(table);
  return encoded(fit_encoders(features, tasks, table, std::span(rows).first(training)), table);
}

// To the bit, missing labels included.
inline bool same(const Dataset& a, const Dataset& b) {
  const auto equal = [](const auto& x, const auto& y) {
    return std::ranges::equal(std::as_bytes(std::span(x)), std::as_bytes(std::span(y)));
  };
  return a.rows == b.rows && equal(a.numerics, b.numerics) && equal(a.ids, b.ids) &&
         equal(a.values, b.values) && equal(a.labels, b.labels);
}

}  // namespace mmoe::test
