// The `features` part of a config: which columns are inputs, and how they become numbers.
#pragma once

#include <optional>
#include <variant>

#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

enum class Scale { standard, minmax, log1p, none };
template <>
struct Words<Scale> {
  static constexpr std::pair<const char*, Scale> values[] = {{"standard", Scale::standard},
                                                             {"minmax", Scale::minmax},
                                                             {"log1p", Scale::log1p},
                                                             {"none", Scale::none}};
};

enum class MissingNumber { mean, zero, fail };
template <>
struct Words<MissingNumber> {
  static constexpr std::pair<const char*, MissingNumber> values[] = {
      {"mean", MissingNumber::mean}, {"zero", MissingNumber::zero}, {"fail", MissingNumber::fail}};
};

// A numeric column once more, as a category of its exact values.
struct ExactValuesConfig {
  int64_t min_count = 10;
  int64_t dim = 8;
  double init_deviation = 0.05;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("min_count", self.min_count,
          "values seen less often in training share one code with unseen ones", at_least(1));
    visit("dim", self.dim, "width of the embedding", within(1, 65536));
    visit("init_deviation", self.init_deviation, "standard deviation of the initial embedding",
          at_least(0));
  }
  bool operator==(const ExactValuesConfig&) const = default;
};

struct NumericFeature {
  static constexpr const char* type = "numeric";
  OneOrMany name;
  Scale scale = Scale::standard;
  MissingNumber missing = MissingNumber::mean;
  std::optional<ExactValuesConfig> values;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "column, list of columns, or pattern with *", required());
    visit("scale", self.scale,
          "fitted on the training rows: zero mean and unit deviation; [0, 1]; "
          "sign(x) log(1 + abs(x)), then standard; or as it is");
    visit("missing", self.missing, "a missing value becomes the training mean, zero, or a bad row");
    visit("values", self.values, "the column also as a category of its exact values");
  }
  bool operator==(const NumericFeature&) const = default;
};

struct CategoricalFeature {
  static constexpr const char* type = "categorical";
  OneOrMany name;
  int64_t dim = 8;
  int64_t min_count = 1;
  std::optional<int64_t> num_buckets;
  double init_deviation = 0.05;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "column, list of columns, or pattern with *", required());
    visit("dim", self.dim, "width of the embedding", within(1, 65536));
    visit("min_count", self.min_count,
          "values seen less often in training count as unknown (id 0); a missing value is a "
          "category of its own where training has it",
          at_least(1));
    visit("num_buckets", self.num_buckets,
          "values are given ids 0..n-1; no vocabulary is fitted, a missing value is unknown",
          within(1, 2147483646));
    visit("init_deviation", self.init_deviation, "standard deviation of the initial embedding",
          at_least(0));
  }
  bool operator==(const CategoricalFeature&) const = default;
};

using FeatureConfig = std::variant<NumericFeature, CategoricalFeature>;
template <>
inline constexpr bool kTypeRequired<FeatureConfig> = true;

}  // namespace mmoe
