// Features with several values a row: ids, weights and schema.
#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::features_of;
using test::fitted;
using test::fitted_and_encoded;

namespace {

using Ids = std::vector<int32_t>;
using Floats = std::vector<float>;

Dataset encoded(const std::string& csv, size_t training, const std::string& feature) {
  return fitted_and_encoded(csv, features_of("[{name: a, " + feature + "}]"), training);
}

}  // namespace

// Training has b three times, a twice, c once.
TEST_CASE("values of a list have ids of one vocabulary", "[data]") {
  const std::string csv = "a,z\na|b,\nb,\n,\na|b|c,\nc|new|b,\n";
  const Dataset data = encoded(csv, 4, "type: multi");
  CHECK(data.field_count == 3);
  CHECK(data.ids == Ids{2, 1, -1, 1, -1, -1, -1, -1, -1, 2, 1, 3, 3, 0, 1});
  CHECK(encoded(csv, 4, "type: multi, min_count: 3").ids ==
        Ids{0, 1, -1, 1, -1, -1, -1, -1, -1, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("lists keep `length` values, sequences the last", "[data]") {
  const std::string csv = "a,z\na|b|c,\nb,\na|b|c,\n";
  // What is not kept is not counted either: c, then b of the sequence.
  CHECK(encoded(csv, 3, "type: multi, length: 2").ids == Ids{2, 1, 1, -1, 2, 1});
  CHECK(encoded(csv, 3, "type: sequence, length: 2").ids == Ids{1, 2, 1, -1, 1, 2});
  CHECK(encoded(csv, 3, "type: sequence, length: 5").field_count == 5);
}

TEST_CASE("by default a list is as long as the longest of training", "[data]") {
  const std::string csv = "a,z\nx,\nx|x,\nx|x|x|x,\n";
  CHECK(encoded(csv, 2, "type: multi").ids == Ids{1, -1, 1, 1, 1, 1});
  CHECK(encoded("a,z\n,\n,\nx|y,\n", 2, "type: sequence").ids == Ids{-1, -1, 0});
}

TEST_CASE("values of a list are hashed or given ids too", "[data]") {
  CHECK(encoded("a,z\na|abc|a,\n", 1, "type: multi, hash_buckets: 1000").ids == Ids{956, 250, 956});
  CHECK(encoded("a,z\n0|4,\n,\n", 1, "type: sequence, num_buckets: 5").ids == Ids{1, 5, -1, -1});
  for (const std::string bad : {"5", "-1", "x", "0.5"}) {
    CAPTURE(bad);
    const std::string csv = "a,z\n0|" + bad + ",\n";
    CHECK_THAT(error_of([&] { encoded(csv, 1, "type: multi, num_buckets: 5"); }, ExitCode::data),
               ContainsSubstring("feature 'a': the value '" + bad + "' has no id"));
    CHECK(encoded(csv, 1, "type: multi, num_buckets: 5, unknown: share").ids == Ids{1, 0});
  }
}

TEST_CASE("unknown and missing lists may be errors", "[data]") {
  CHECK(encoded("a,z\nx,\ny,\n", 1, "type: multi").ids == Ids{1, 0});
  CHECK_THAT(
      error_of([] { encoded("a,z\nx,\ny,\n", 1, "type: multi, unknown: fail"); }, ExitCode::data),
      ContainsSubstring("the value 'y' has no id"));
  CHECK_THAT(
      error_of([] { encoded("a,z\nx,\n,\n", 1, "type: multi, missing: fail"); }, ExitCode::data),
      ContainsSubstring("row 2, column 'a': the value is missing"));
}

TEST_CASE("weights are values beside the ids, 0 where there is none", "[data]") {
  const Dataset joined =
      encoded("a,z\nx:2|y,\n,\ny:0.5,\n", 3, "type: multi, weight_separator: ':'");
  CHECK(joined.ids == Ids{2, 1, -1, -1, 1, -1});
  CHECK(joined.value_count == 2);
  CHECK(joined.values == Floats{2, 1, 0, 0, 0.5, 0});
  const Dataset beside = encoded("a,w\nx|y,2|1\n,\ny,0.5\n", 3, "type: multi, weight_column: w");
  CHECK(beside.ids == joined.ids);
  CHECK(beside.values == joined.values);
}

TEST_CASE("lists stand behind fields, weights before piecewise codes", "[data]") {
  const auto features = features_of(R"([
    {name: t, type: multi, dim: 3, weight_separator: ":", pooling: max},
    {name: s, type: sequence, length: 1, pooling: {type: attention, target: c, hidden: [4]}},
    {name: n, type: numeric, number: false, piecewise_linear: {bins: 2, dim: 2}},
    {name: c, type: categorical}])");
  const std::string csv = "n,t,s,c\n0,a:3|b,q,x\n2,,p|q,y\n4,b:5,,x\n";
  const Schema schema = fitted(csv, features).schema();
  REQUIRE(schema.lists.size() == 2);
  CHECK(schema.lists[0].name == "t");
  CHECK(schema.lists[0].rows == 3);
  CHECK(schema.lists[0].dim == 3);
  CHECK(schema.lists[0].length == 2);
  CHECK(schema.lists[0].weighted);
  CHECK(std::holds_alternative<MaxPooling>(schema.lists[0].pooling));
  CHECK_FALSE(schema.lists[1].weighted);
  CHECK(std::get<AttentionPooling>(schema.lists[1].pooling).target == "c");
  CHECK(schema.id_columns() == 4);
  CHECK(schema.value_columns() == 4);
  const Dataset data = fitted_and_encoded(csv, features, 3);
  CHECK(data.ids == Ids{1, 2, 1, 1,    //
                        2, -1, -1, 1,  //
                        1, 1, -1, -1});
  CHECK(data.values == Floats{3, 1, 0, 0,  //
                              0, 0, 1, 0,  //
                              5, 0, 1, 1});
}

}  // namespace mmoe
