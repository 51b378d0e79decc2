// The `features` part of a config: which columns are inputs, and how they become numbers.
#pragma once

#include <optional>
#include <variant>

#include "config/embedding_config.h"
#include "config/pooling_config.h"

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
struct ExactValuesConfig : EmbeddingConfig {
  int64_t min_count = 10;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("min_count", self.min_count,
          "values seen less often in training share one code with unseen ones", at_least(1));
    EmbeddingConfig::fields(visit, self);
  }
  bool operator==(const ExactValuesConfig&) const = default;
};

// A numeric column once more, as the category of the interval it lies in.
struct BinsConfig : EmbeddingConfig {
  std::vector<double> boundaries;
  std::optional<int64_t> quantiles;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("boundaries", self.boundaries,
          "ascending; a value belongs to the interval that begins at the last boundary not above "
          "it");
    visit("quantiles", self.quantiles,
          "as many intervals with equally many training rows each, in place of `boundaries`",
          within(2, 65536));
    EmbeddingConfig::fields(visit, self);
  }
  bool operator==(const BinsConfig&) const = default;
};

// Gorishniy et al. 2022, section 3.2: one number for each interval, 1 below the value's own, the
// share of the way through it there, 0 above.
struct PiecewiseLinearConfig {
  int64_t bins = 16;
  std::optional<int64_t> dim;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("bins", self.bins, "intervals between quantiles of the training rows", within(2, 4096));
    visit("dim", self.dim,
          "width of a linear embedding of these numbers, with relu; without it they are inputs "
          "themselves",
          within(1, 65536));
  }
  bool operator==(const PiecewiseLinearConfig&) const = default;
};

struct NumericFeature {
  static constexpr const char* type = "numeric";
  OneOrMany name;
  Scale scale = Scale::standard;
  MissingNumber missing = MissingNumber::mean;
  bool number = true;
  std::optional<ExactValuesConfig> values;
  std::optional<BinsConfig> bins;
  std::optional<PiecewiseLinearConfig> piecewise_linear;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "column, list of columns, or pattern with *", required());
    visit("scale", self.scale,
          "fitted on the training rows: zero mean and unit deviation; [0, 1]; "
          "sign(x) log(1 + abs(x)), then standard; or as it is");
    visit("missing", self.missing, "a missing value becomes the training mean, zero, or a bad row");
    visit("number", self.number, "whether the number itself is an input");
    visit("values", self.values, "the column also as a category of its exact values");
    visit("bins", self.bins, "the column also as the category of its interval");
    visit("piecewise_linear", self.piecewise_linear,
          "the column also in a piecewise-linear encoding (Gorishniy et al. 2022)");
  }
  bool operator==(const NumericFeature&) const = default;
};

// One category a row.
struct CategoricalFeature : CategoryConfig {
  static constexpr const char* type = "categorical";
  OneOrMany name;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "column, list of columns, or pattern with *", required());
    CategoryConfig::fields(visit, self);
  }
  bool operator==(const CategoricalFeature&) const = default;
};

// One category made of several columns: their texts together.
struct ComboFeature : CategoryConfig {
  static constexpr const char* type = "combo";
  OneOrMany name;
  std::vector<std::string> columns;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "name of the feature", required());
    visit("columns", self.columns,
          "two or more columns whose values together are the category; it is missing where all "
          "of them are",
          required());
    CategoryConfig::fields(visit, self);
  }
  bool operator==(const ComboFeature&) const = default;
};

// Any number of categories a row, without an order, such as tags.
struct MultiFeature : ListConfig {
  static constexpr const char* type = "multi";
  std::optional<std::string> weight_separator, weight_column;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    ListConfig::fields(visit, self);
    visit("weight_separator", self.weight_separator,
          "text between a value and its weight, as in \"rock:0.5|jazz:2\"");
    visit("weight_column", self.weight_column,
          "column with the weights, separated like the values, in place of `weight_separator`");
  }
  bool operator==(const MultiFeature&) const = default;
};

// Categories in the order of time, the newest last, such as what a user looked at.
struct SequenceFeature : ListConfig {
  static constexpr const char* type = "sequence";
  bool operator==(const SequenceFeature&) const = default;
};

using FeatureConfig =
    std::variant<NumericFeature, CategoricalFeature, ComboFeature, MultiFeature, SequenceFeature>;
template <>
inline constexpr bool kTypeRequired<FeatureConfig> = true;

}  // namespace mmoe
