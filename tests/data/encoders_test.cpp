#include "data/encoders.h"

#include <cmath>

#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using test::all_rows;
using test::binary;
using test::categorical;
using test::encoded;
using test::error_of;
using test::fitted_and_encoded;
using test::numeric;
using test::regression;
using test::requests_of;
using test::table_of;
using test::with_values;

namespace {

using Ids = std::vector<int32_t>;

Encoders fitted(const std::vector<FeatureConfig>& features, const RawTable& table,
                const std::vector<TaskConfig>& tasks = {}) {
  return fit_encoders(features, tasks, table, all_rows(table));
}

// Of column a, from training rows with these values.
int32_t common_id(const std::string& values, const FeatureConfig& feature) {
  std::string csv = "a,z\n";
  for (const std::string& value : split(values, ' ')) csv += value + ",\n";
  return fitted({feature}, table_of(csv, requests_of({feature}))).schema().fields.at(0).common;
}

// NaN, which equals nothing, as -1.
std::vector<float> labels_of(const Dataset& data) {
  std::vector<float> labels = data.labels;
  for (float& label : labels) label = std::isnan(label) ? -1 : label;
  return labels;
}

}  // namespace

TEST_CASE("words have ids by frequency, then by text", "[data]") {
  const std::string csv = "a,z\nb,\nc,\na,\nb,\nd,\nnew,\n,\n";
  const std::vector<FeatureConfig> features = {categorical("a")};
  // Training: b twice, then a, c, d in order; no missing value there.
  CHECK(fitted_and_encoded(csv, features, 5).ids == Ids{1, 3, 2, 1, 4, 0, 0});
  const RawTable table = table_of(csv, requests_of(features));
  const auto rows = all_rows(table);
  const Encoders encoders = fit_encoders(features, {}, table, std::span(rows).first(5));
  const auto& vocabulary = std::get<VocabularyEncoder>(encoders.tables.at(0).ids);
  CHECK(vocabulary.words == std::vector<std::string>{"b", "a", "c", "d"});
  CHECK(vocabulary.rows() == 5);
  CHECK_FALSE(vocabulary.missing);
}

TEST_CASE("words below min_count are unknown, missing ones too", "[data]") {
  const std::string csv = "a,z\nx,\n,\ny,\nx,\n,\nx,\n,\nw,\ny,\n";
  // Training on all but the last two: x 3 times, missing 3 times, y once.
  CHECK(fitted_and_encoded(csv, {categorical("a", 1)}, 7).ids == Ids{1, 3, 2, 1, 3, 1, 3, 0, 2});
  CHECK(fitted_and_encoded(csv, {categorical("a", 3)}, 7).ids == Ids{1, 2, 0, 1, 2, 1, 2, 0, 0});
  CHECK(fitted_and_encoded(csv, {categorical("a", 4)}, 7).ids == Ids(9, 0));
}

// Two blanks in a row are a missing value.
TEST_CASE("the most common id is the smallest of those that most rows have", "[data]") {
  CHECK(common_id("x y y", categorical("a")) == 1);
  CHECK(common_id("x  y  ", categorical("a")) == 3);      // missing
  CHECK(common_id("x y ", categorical("a")) == 1);        // ties: words first
  CHECK(common_id("x y z x", categorical("a", 2)) == 0);  // unknown, as often as x
  CHECK(common_id("x y z x x", categorical("a", 2)) == 1);
  CHECK(common_id("x   ", categorical("a", 4)) == 0);  // missing is unknown too
  const NumericFeature number = numeric("a");
  CHECK(common_id("7 5 7 6 6", with_values(number, 1)) == 2);
  CHECK(common_id("7 5   6", with_values(number, 1)) == 4);
  CHECK(common_id("7 5 7 6", with_values(number, 2)) == 0);
  CHECK(common_id("7 5 7 6 7", with_values(number, 2)) == 1);
  CHECK(common_id("8 3 3 8 0", categorical("a", 1, 9)) == 4);
  CHECK(common_id("8 3   ", categorical("a", 1, 9)) == 0);
  CHECK(common_id("2147483645", categorical("a", 1, 2147483646)) == 2147483646);
}

TEST_CASE("the most common id is that of the training rows", "[data]") {
  const std::vector<FeatureConfig> features = {categorical("a")};
  const RawTable table = table_of("a\nx\ny\ny\nz\nz\nz\n", requests_of(features));
  const std::vector<int64_t> rows = {0, 1, 2, 3};
  const Encoders encoders = fit_encoders(features, {}, table, rows);
  const auto& words = std::get<VocabularyEncoder>(encoders.tables.at(0).ids).words;
  CHECK(words.at(static_cast<size_t>(encoders.schema().fields.at(0).common) - 1) == "y");
  CHECK(fit_encoders(features, {}, table, {}).schema().fields.at(0).common == 0);
}

TEST_CASE("given ids move up by one and 0 is a missing value", "[data]") {
  const std::vector<FeatureConfig> features = {categorical("a", 1, 4)};
  CHECK(fitted_and_encoded("a,z\n0,\n3,\n,\n1.0,\n", features, 1).ids == Ids{1, 4, 0, 2});
  for (const char* bad : {"4", "-1", "1.5", "x"}) {
    CAPTURE(bad);
    const std::string csv = "a,z\n" + std::string(bad) + ",\n";
    error_of([&] { table_of(csv, requests_of(features)); }, ExitCode::data);
  }
}

// Checkpoints meet other files, whose dictionaries number words in another order.
TEST_CASE("a row is encoded the same wherever it comes from", "[data]") {
  const std::vector<FeatureConfig> features = {categorical("a"), with_values(numeric("b"), 1)};
  const RawTable first = table_of("a,b\nx,1\nx,2\ny,3\n", requests_of(features));
  const RawTable second = table_of("b,a\n9,new\n3,y\n2,x\n", requests_of(features));
  const Encoders encoders = fitted(features, first);
  const Dataset here = encoded(encoders, first), there = encoded(encoders, second);
  CHECK(here.ids == Ids{1, 1, 1, 2, 2, 3});
  CHECK(there.ids == Ids{0, 0, 2, 3, 1, 2});
  CHECK(here.numerics[2] == there.numerics[1]);
  CHECK(here.numerics[1] == there.numerics[2]);
}

TEST_CASE("columns stand in the order of the features", "[data]") {
  auto narrow = categorical("c");
  narrow.dim = 3;
  narrow.init_deviation = 0.5;
  const std::vector<FeatureConfig> features = {with_values(numeric("a", Scale::none), 1, 4), narrow,
                                               numeric("b", Scale::none), categorical("d", 1, 9)};
  const RawTable table = table_of("a,b,c,d\n10,20,x,0\n11,21,y,8\n", requests_of(features));
  const Encoders encoders = fitted(features, table);
  const Schema schema = encoders.schema();
  CHECK(schema.numerics == std::vector<std::string>{"a", "b"});
  REQUIRE(schema.fields.size() == 3);
  CHECK(schema.fields[0].name == "a");
  CHECK(schema.fields[0].rows == 3);
  CHECK(schema.fields[1].name == "c");
  CHECK(schema.fields[1].dim == 3);
  CHECK(schema.fields[1].init_deviation == 0.5);
  CHECK(schema.fields[2].rows == 10);
  CHECK(schema.width() == 4 + 3 + 8 + 2);
  const Dataset data = encoded(encoders, table);
  CHECK(data.numerics == std::vector<float>{10, 20, 11, 21});
  CHECK(data.ids == Ids{1, 1, 1, 2, 2, 9});
}

TEST_CASE("rows are encoded in the order given, again and again", "[data]") {
  const std::vector<FeatureConfig> features = {numeric("a", Scale::none)};
  const RawTable table = table_of("a\n1\n2\n3\n", requests_of(features));
  const Encoders encoders = fitted(features, table);
  Dataset data = encoded(encoders, table);
  const std::vector<int64_t> rows = {2, 0, 2};
  encode(encoders, table, rows, true, data);
  CHECK(data.rows == 3);
  CHECK(data.numerics == std::vector<float>{3, 1, 3});
  encode(encoders, table, {}, true, data);
  CHECK(data.rows == 0);
  CHECK(data.numerics.empty());
}

TEST_CASE("labels are numbers or words that mean 1", "[data]") {
  const std::vector<FeatureConfig> features = {numeric("a")};
  const std::vector<TaskConfig> tasks = {binary("t", "click"), binary("u", "buy", {{"yes", "si"}}),
                                         regression("v", "price"), binary("w", "buy", {{"no"}})};
  const std::string csv = "a,click,buy,price\n1,1,yes,2.5\n1,0,no,-1\n1,,,\n1,1,si,0\n";
  const Dataset data = fitted_and_encoded(csv, features, 4, tasks);
  CHECK(data.task_count == 4);
  CHECK(labels_of(data) == std::vector<float>{1, 1, 2.5, 0,    //
                                              0, 0, -1, 1,     //
                                              -1, -1, -1, -1,  //
                                              1, 1, 0, 0});
  CHECK(std::isnan(data.labels[8]));
  error_of([&] { table_of("click\n2\n", label_requests({tasks[0]})); }, ExitCode::data);
}

TEST_CASE("prediction needs no label columns", "[data]") {
  const std::vector<FeatureConfig> features = {numeric("a", Scale::none)};
  const std::vector<TaskConfig> tasks = {binary("t", "click")};
  const Encoders encoders =
      fitted(features, table_of("a,click\n1,1\n2,0\n", requests_of(features, tasks)), tasks);
  const Dataset data = encoded(encoders, table_of("a\n7\n", encoders.inputs), false);
  CHECK(data.numerics == std::vector<float>{7});
  REQUIRE(data.labels.size() == 1);
  CHECK(std::isnan(data.labels[0]));
}

}  // namespace mmoe
