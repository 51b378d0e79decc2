// Which columns the features of a config read, and how.
#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "config/feature_queries.h"
#include "config/task_queries.h"
#include "data/encoders.h"

namespace mmoe {

namespace {

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
      if (const auto* multi = std::get_if<MultiFeature>(&feature)) {
        if (multi->weight_column) named_.insert(*multi->weight_column);
      }
    }
    for (const FeatureConfig& feature : features) {
      std::visit([&](const auto& f) { check_further_columns(f); }, feature);
      for (const std::string& name : names_of(feature).values) {
        name.find('*') == std::string::npos ? take(feature, name) : take_matching(feature, name);
      }
    }
    return std::move(resolved_);
  }

 private:
  void check_exists(const std::string& column, const std::string& what) const {
    if (std::ranges::find(columns_, column) != columns_.end()) return;
    throw data_error("the " + what + " " + quote(column) + " is not in the data" +
                     did_you_mean(column, columns_));
  }

  template <class Feature>
  void check_further_columns(const Feature&) const {}
  void check_further_columns(const ComboFeature& feature) const {
    for (const std::string& column : feature.columns) {
      check_exists(column, "combined column");
    }
  }
  void check_further_columns(const MultiFeature& feature) const {
    if (feature.weight_column) check_exists(*feature.weight_column, "weight column");
  }

  void take(const FeatureConfig& feature, const std::string& name) {
    const bool is_column = !std::holds_alternative<ComboFeature>(feature);
    if (is_column) check_exists(name, "feature column");
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

using Requests = std::vector<ColumnRequest>;

ColumnRequest text_request(const std::string& column, MissingCategory missing) {
  return {column, ColumnKind::text, {.required = missing == MissingCategory::fail}};
}

Requests requests_of(const NumericFeature& feature) {
  return {{feature.name.values.front(),
           ColumnKind::number,
           {.required = feature.missing == MissingNumber::fail}}};
}

Requests requests_of(const CategoricalFeature& feature) {
  const std::string& column = feature.name.values.front();
  if (!feature.num_buckets) return {text_request(column, feature.missing)};
  NumberRule rule{.required = feature.missing == MissingCategory::fail, .whole = true};
  if (feature.unknown != UnknownCategory::share) {
    rule.low = 0;
    rule.high = static_cast<double>(*feature.num_buckets - 1);
  }
  return {{column, ColumnKind::number, rule}};
}

Requests requests_of(const ComboFeature& feature) {
  Requests requests;
  for (const std::string& column : feature.columns) {
    requests.push_back(text_request(column, feature.missing));
  }
  return requests;
}

Requests requests_of(const SequenceFeature& feature) {
  return {text_request(feature.name.values.front(), feature.missing)};
}

Requests requests_of(const MultiFeature& feature) {
  Requests requests = {text_request(feature.name.values.front(), feature.missing)};
  if (feature.weight_column) requests.push_back({*feature.weight_column, ColumnKind::text, {}});
  return requests;
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
    const Requests more = std::visit([](const auto& f) { return requests_of(f); }, feature);
    requests.insert(requests.end(), more.begin(), more.end());
  }
  return requests;
}

}  // namespace mmoe
