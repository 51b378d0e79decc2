// Which columns the features of a config read, and how.
#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "config/task_queries.h"
#include "data/encoders.h"

namespace mmoe {

namespace {

const OneOrMany& names_of(const FeatureConfig& feature) {
  return std::visit([](const auto& f) -> const OneOrMany& { return f.name; }, feature);
}

FeatureConfig for_column(FeatureConfig feature, const std::string& column) {
  std::visit([&](auto& f) { f.name.values = {column}; }, feature);
  return feature;
}

class Resolver {
 public:
  Resolver(const std::vector<TaskConfig>& tasks, const std::vector<std::string>& columns)
      : columns_(columns) {
    for (const std::string& column : reserved_columns(tasks)) reserved_.insert(column);
  }

  std::vector<FeatureConfig> resolve(const std::vector<FeatureConfig>& features) {
    // A column named outright is not for patterns.
    for (const FeatureConfig& feature : features) {
      for (const std::string& name : names_of(feature).values) {
        if (name.find('*') == std::string::npos) named_.insert(name);
      }
    }
    for (const FeatureConfig& feature : features) {
      for (const std::string& name : names_of(feature).values) {
        name.find('*') == std::string::npos ? take(feature, name) : take_matching(feature, name);
      }
    }
    return std::move(resolved_);
  }

 private:
  void take(const FeatureConfig& feature, const std::string& name) {
    if (std::ranges::find(columns_, name) == columns_.end()) {
      throw data_error("the feature column " + quote(name) + " is not in the data" +
                       did_you_mean(name, columns_));
    }
    resolved_.push_back(for_column(feature, name));
  }

  void take_matching(const FeatureConfig& feature, const std::string& pattern) {
    const size_t before = resolved_.size();
    for (const std::string& column : columns_) {
      const bool free = !reserved_.contains(column) && !named_.contains(column);
      if (!free || !matches_pattern(column, pattern)) continue;
      named_.insert(column);
      resolved_.push_back(for_column(feature, column));
    }
    if (resolved_.size() == before) {
      throw data_error("the feature pattern " + quote(pattern) + " matches no column of the data");
    }
  }

  const std::vector<std::string>& columns_;
  std::set<std::string> reserved_, named_;
  std::vector<FeatureConfig> resolved_;
};

ColumnRequest request_of(const NumericFeature& feature) {
  return {feature.name.values.front(),
          ColumnKind::number,
          {.required = feature.missing == MissingNumber::fail}};
}

ColumnRequest request_of(const ComboFeature&) { throw data_error("not built yet"); }
ColumnRequest request_of(const ListConfig&) { throw data_error("not built yet"); }

ColumnRequest request_of(const CategoricalFeature& feature) {
  const std::string& column = feature.name.values.front();
  if (!feature.num_buckets) return {column, ColumnKind::text, {}};
  const auto high = static_cast<double>(*feature.num_buckets - 1);
  return {column, ColumnKind::number, {.whole = true, .low = 0, .high = high}};
}

}  // namespace

std::vector<FeatureConfig> resolve_features(const std::vector<FeatureConfig>& features,
                                            const std::vector<TaskConfig>& tasks,
                                            const std::vector<std::string>& columns) {
  return Resolver(tasks, columns).resolve(features);
}

std::vector<ColumnRequest> feature_requests(const std::vector<FeatureConfig>& features) {
  std::vector<ColumnRequest> requests;
  for (const FeatureConfig& feature : features) {
    requests.push_back(std::visit([](const auto& f) { return request_of(f); }, feature));
  }
  return requests;
}

}  // namespace mmoe
