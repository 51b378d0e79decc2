// Columns of features and labels, data/encoders.h.
#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using test::binary;
using test::categorical;
using test::error_of;
using test::numeric;
using test::regression;

namespace {

using Strings = std::vector<std::string>;

const Strings kColumns = {"id", "x0", "x1", "x10", "user_age", "user_sex", "y"};
const std::vector<TaskConfig> kTasks = {binary("t", "y")};

NumericFeature numerics(const Strings& names) {
  NumericFeature feature = numeric("", Scale::none);
  feature.name.values = names;
  return feature;
}

CategoricalFeature categories(const Strings& names) {
  CategoricalFeature feature = categorical("");
  feature.name.values = names;
  return feature;
}

// "n:" or "c:" and the column of each resolved feature.
Strings resolved(const std::vector<FeatureConfig>& features) {
  Strings shown;
  for (const FeatureConfig& feature : resolve_features(features, kTasks, kColumns)) {
    const auto* number = std::get_if<NumericFeature>(&feature);
    const auto& name = number ? number->name : std::get<CategoricalFeature>(feature).name;
    REQUIRE(name.values.size() == 1);
    shown.push_back((number ? "n:" : "c:") + name.values.front());
  }
  return shown;
}

}  // namespace

TEST_CASE("lists and patterns become one feature a column", "[data]") {
  struct Case {
    std::vector<FeatureConfig> features;
    Strings expected;
  };
  const Case cases[] = {
      {{numerics({"x1", "x0"})}, {"n:x1", "n:x0"}},
      {{numerics({"x*"})}, {"n:x0", "n:x1", "n:x10"}},
      {{numerics({"x1*", "id"})}, {"n:x1", "n:x10", "n:id"}},
      {{numerics({"*"})}, {"n:id", "n:x0", "n:x1", "n:x10", "n:user_age", "n:user_sex"}},
      {{numerics({"*"}), categories({"user_sex"})},
       {"n:id", "n:x0", "n:x1", "n:x10", "n:user_age", "c:user_sex"}},
      {{categories({"user_*"}), numerics({"*0", "*"})},
       {"c:user_age", "c:user_sex", "n:x0", "n:x10", "n:id", "n:x1"}},
  };
  for (const Case& one : cases) {
    CAPTURE(join(one.expected, " "));
    CHECK(resolved(one.features) == one.expected);
  }
}

TEST_CASE("options of a list hold for each of its columns", "[data]") {
  NumericFeature feature = numerics({"x*"});
  feature.scale = Scale::minmax;
  feature.values.emplace().dim = 5;
  for (const FeatureConfig& one : resolve_features({feature}, kTasks, kColumns)) {
    CHECK(std::get<NumericFeature>(one).scale == Scale::minmax);
    CHECK(std::get<NumericFeature>(one).values->dim == 5);
  }
}

TEST_CASE("columns that are not there are data errors", "[data]") {
  CHECK(error_of([] { resolved({numerics({"user_agee"})}); }, ExitCode::data) ==
        "the feature column 'user_agee' is not in the data; did you mean 'user_age'?");
  CHECK(error_of([] { resolved({numerics({"z*"})}); }, ExitCode::data) ==
        "the feature pattern 'z*' matches no column of the data");
  // Only the label matches.
  CHECK_THROWS_AS(resolved({numerics({"y*"})}), Error);
}

TEST_CASE("columns of a combination and of weights are checked and asked for", "[data]") {
  const auto features = test::features_of(
      "[{name: ab, type: combo, columns: [x0, id], missing: fail},"
      " {name: x10, type: multi, weight_column: x1}, {name: \"user*\", type: sequence},"
      " {name: \"x*\", type: numeric}]");
  const auto resolved_features = resolve_features(features, kTasks, kColumns);
  REQUIRE(resolved_features.size() == 5);  // x1 is named as a weight, x0 is free
  CHECK(std::get<SequenceFeature>(resolved_features[3]).name.values == Strings{"user_sex"});
  CHECK(std::get<NumericFeature>(resolved_features[4]).name.values == Strings{"x0"});
  Strings asked;
  for (const ColumnRequest& request : feature_requests(resolved_features)) {
    asked.push_back(request.name + (request.kind == ColumnKind::text ? ":text" : ":number") +
                    (request.rule.required ? "!" : ""));
  }
  CHECK(asked == Strings{"x0:text!", "id:text!", "x10:text", "x1:text", "user_age:text",
                         "user_sex:text", "x0:number"});
  const auto message = [](const std::string& yaml) {
    return error_of([&] { resolve_features(test::features_of(yaml), kTasks, kColumns); },
                    ExitCode::data);
  };
  CHECK(message("[{name: ab, type: combo, columns: [x0, x3]}]") ==
        "the combined column 'x3' is not in the data; did you mean 'x0'?");
  CHECK(message("[{name: x0, type: multi, weight_column: weights}]") ==
        "the weight column 'weights' is not in the data");
}

TEST_CASE("features and labels ask for columns with rules", "[data]") {
  const auto inputs =
      feature_requests({numeric("a"), numeric("b", Scale::none, MissingNumber::fail),
                        categorical("c"), categorical("d", 1, 10)});
  REQUIRE(inputs.size() == 4);
  CHECK(inputs[0].kind == ColumnKind::number);
  CHECK_FALSE(inputs[0].rule.required);
  CHECK(inputs[1].rule.required);
  CHECK(inputs[2].kind == ColumnKind::text);
  CHECK(inputs[3].kind == ColumnKind::number);
  CHECK(inputs[3].rule.whole);
  CHECK(inputs[3].rule.low == 0);
  CHECK(inputs[3].rule.high == 9);
  const auto labels =
      label_requests({binary("t", "a"), binary("u", "b", {{"yes"}}), regression("v", "c")});
  REQUIRE(labels.size() == 3);
  CHECK(labels[0].rule.whole);
  CHECK(labels[0].rule.high == 1);
  CHECK(labels[1].kind == ColumnKind::text);
  CHECK(labels[2].kind == ColumnKind::number);
  CHECK_FALSE(labels[2].rule.whole);
}

}  // namespace mmoe
