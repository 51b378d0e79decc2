#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/checker.h"
#include "config/feature_queries.h"

namespace mmoe {

namespace {

const ListConfig* list_of(const FeatureConfig& feature) {
  if (const auto* multi = std::get_if<MultiFeature>(&feature)) return multi;
  return std::get_if<SequenceFeature>(&feature);
}

void check_columns(Checker& check, const std::string& key, const std::vector<std::string>& columns,
                   const RunConfig& config) {
  for (const std::string& column : columns) {
    if (const auto problem = problem_of_feature(column, config)) check.add(key, *problem);
  }
}

// Which columns a feature reads.
struct ColumnCheck {
  Checker& check;
  std::string path;
  const RunConfig& config;

  template <class Feature>
  void operator()(const Feature& feature) const {
    check_columns(check, path + ".name", feature.name.values, config);
  }
  void operator()(const ComboFeature& feature) const {
    check_columns(check, path + ".columns", feature.columns, config);
  }
  void operator()(const MultiFeature& feature) const {
    check_columns(check, path + ".name", feature.name.values, config);
    if (const auto& column = feature.weight_column) {
      check_columns(check, path + ".weight_column", {*column}, config);
    }
  }
};

void check_ids(Checker& check, const std::string& path, const CategoryConfig& config) {
  if (config.hash_buckets && config.num_buckets) {
    check.add(path + ".hash_buckets", "does not go with given ids ('num_buckets')");
  }
  const bool unknown_fails = config.unknown == UnknownCategory::fail;
  if (config.min_count != 1) {
    if (config.num_buckets) {
      check.add(path + ".min_count", "has no effect on given ids ('num_buckets')");
    } else if (config.hash_buckets) {
      check.add(path + ".min_count", "has no effect on hashed values ('hash_buckets')");
    } else if (unknown_fails) {
      check.add(path + ".unknown",
                "'fail' would refuse training rows with rare values: it does "
                "not go with 'min_count'");
    }
  }
  if (config.hash_buckets && config.unknown) {
    check.add(path + ".unknown", "has no effect on hashed values: each has a bucket");
  }
}

// What each type of feature asks of its own keys.
struct FeatureCheck {
  Checker& check;
  std::string path;

  void operator()(const NumericFeature& feature) const {
    if (!feature.number && !feature.values && !feature.bins && !feature.piecewise_linear) {
      check.add(path + ".number",
                "nothing is left of the feature: give 'values', 'bins' or "
                "'piecewise_linear'");
    }
    if (!feature.bins) return;
    const std::vector<double>& boundaries = feature.bins->boundaries;
    if (boundaries.empty() == !feature.bins->quantiles) {
      check.add(path + ".bins", "give either 'boundaries' or 'quantiles', one of the two");
    }
    if (std::ranges::adjacent_find(boundaries, std::greater_equal()) != boundaries.end()) {
      check.add(path + ".bins.boundaries", "must ascend");
    }
  }

  void operator()(const CategoricalFeature& feature) const { check_ids(check, path, feature); }

  void operator()(const ComboFeature& feature) const {
    check_ids(check, path, feature);
    if (feature.name.values.size() != 1 ||
        feature.name.values.front().find('*') != std::string::npos) {
      check.add(path + ".name", "a combined feature has one name, without *");
    }
    if (feature.columns.size() < 2) check.add(path + ".columns", "needs two or more columns");
    check.add_repeats(path + ".columns", feature.columns, "the column");
    if (feature.num_buckets) {
      check.add(path + ".num_buckets", "several columns together are no given id");
    }
  }

  void operator()(const SequenceFeature& feature) const { check_list(feature); }

  void operator()(const MultiFeature& feature) const {
    check_list(feature);
    if (!feature.weight_separator && !feature.weight_column) return;
    if (feature.weight_separator && feature.weight_column) {
      check.add(path + ".weight_column", "does not go with 'weight_separator'");
    }
    if (feature.weight_separator == "" || feature.weight_separator == feature.separator) {
      check.add(path + ".weight_separator", "must be a text other than 'separator'");
    }
    const bool takes_weights = !std::holds_alternative<AttentionPooling>(feature.pooling) &&
                               !std::holds_alternative<ConcatPooling>(feature.pooling);
    if (!takes_weights) check.add(path + ".pooling", "takes no weights; choose mean, sum or max");
  }

 private:
  void check_list(const ListConfig& feature) const {
    check_ids(check, path, feature);
    if (feature.separator.empty()) check.add(path + ".separator", "may not be empty");
    if (feature.missing == MissingCategory::unknown) {
      check.add(path + ".missing",
                "a row without values has an empty list: use 'category' (the "
                "default) or 'fail'");
    }
  }
};

// Of a sequence or list: what its values are compared with.
void check_target(Checker& check, const std::string& path, const ListConfig& list,
                  const RunConfig& config) {
  const auto* attention = std::get_if<AttentionPooling>(&list.pooling);
  if (attention == nullptr) return;
  const std::string key = path + ".pooling.target";
  const auto target = std::ranges::find_if(config.features, [&](const FeatureConfig& feature) {
    return is_named(feature, attention->target);
  });
  const bool is_category =
      target != config.features.end() && (std::holds_alternative<CategoricalFeature>(*target) ||
                                          std::holds_alternative<ComboFeature>(*target));
  if (!is_category) {
    check.add(key, quote(attention->target) + " is not a feature of one category a row");
  } else if (const int64_t dim = category_of(*target)->dim; dim != list.dim) {
    check.add(key, "has 'dim' " + std::to_string(dim) + ", the values to compare with it have " +
                       std::to_string(list.dim));
  }
}

}  // namespace

void check_features(Checker& check, const RunConfig& config) {
  std::set<std::string> seen;
  for (size_t i = 0; i < config.features.size(); ++i) {
    const std::string path = "features." + std::to_string(i);
    const FeatureConfig& feature = config.features[i];
    std::visit(ColumnCheck{check, path, config}, feature);
    for (const std::string& name : names_of(feature).values) {
      if (seen.insert(name).second) continue;
      check.add(path + ".name", "the column " + quote(name) + " is already a feature");
    }
    std::visit(FeatureCheck{check, path}, feature);
    if (const ListConfig* list = list_of(feature)) check_target(check, path, *list, config);
  }
  check_tables(check, config);
}

}  // namespace mmoe
