#include "inspect/leaking_features.h"

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

constexpr const char* kBinary = "[{name: t, type: binary, label: y}]";

int label(int row) { return noise(row, 0, 5) == 0 ? 1 : 0; }

// 1,000 rows of a label, and of it with so many of 1,000 rows turned.
Inspected copied(const std::string& feature, int turned, const std::string& column = "f") {
  return {"[" + feature + "]", kBinary, csv_rows(column + ",y", 1000, [&](int row) {
            const int copy = noise(row, 1, 1000) < turned ? 1 - label(row) : label(row);
            return std::to_string(7 * copy) + "," + std::to_string(label(row));
          })};
}

Summaries leaks_of(const Inspected& in) { return summaries(leaking_features(in.config, in.data)); }

}  // namespace

TEST_CASE("a copied label is a leak, as number, category or list", "[inspect]") {
  for (const char* feature :
       {"{name: f, type: numeric}", "{name: f, type: categorical}", "{name: f, type: multi}",
        "{name: f, type: numeric, number: false, piecewise_linear: {bins: 4}}",
        "{name: f, type: numeric, number: false, piecewise_linear: {bins: 4, dim: 2}}"}) {
    INFO(feature);
    CHECK(leaks_of(copied(feature, 0)) == Summaries{"leak f t"});
    CHECK(leaks_of(copied(feature, 30)).empty());
  }
}

TEST_CASE("a leak says how well it predicts", "[inspect]") {
  const Inspected in = copied("{name: f, type: categorical}", 0);
  const std::vector<Finding> found = leaking_features(in.config, in.data);
  REQUIRE(found.size() == 1);
  CHECK_THAT(found.front().problem, ContainsSubstring("AUC 1.0000"));
}

TEST_CASE("a few rows of a class prove no leak", "[inspect]") {
  const auto table = [](int positives) {
    return Inspected("[{name: f, type: categorical}]", kBinary, csv_rows("f,y", 500, [&](int row) {
                       return row < positives ? "a,1" : "b,0";
                     }));
  };
  CHECK(leaks_of(table(19)).empty());
  CHECK(leaks_of(table(40)) == Summaries{"leak f t"});
}

TEST_CASE("a number that a regression's label follows from is a leak", "[inspect]") {
  const auto table = [](int noise_size) {
    return Inspected(
        "[{name: f, type: numeric}]", "[{name: t, type: regression, label: y}]",
        csv_rows("f,y", 1000, [&](int row) {
          const int value = noise(row, 0, 1000);
          return std::to_string(value) + "," +
                 std::to_string(3 * value + (noise_size > 0 ? noise(row, 1, noise_size) : 0));
        }));
  };
  CHECK(leaks_of(table(0)) == Summaries{"leak f t"});
  CHECK(leaks_of(table(1000)).empty());
}

TEST_CASE("a feature that decides every class is a leak, one that decides some is none",
          "[inspect]") {
  const auto table = [](int known) {
    return Inspected("[{name: f, type: categorical}]",
                     "[{name: t, type: multiclass, label: y, num_classes: 4}]",
                     csv_rows("f,y", 1000, [&](int row) {
                       const int own = noise(row, 0, 4);
                       return std::to_string(std::min(own, known)) + "," + std::to_string(own);
                     }));
  };
  CHECK(leaks_of(table(3)) == Summaries{"leak f t"});
  CHECK(leaks_of(table(2)).empty());
}

TEST_CASE("a column named after an outcome is pointed at, with what it predicts", "[inspect]") {
  const Inspected in = copied("{name: play_time_ms, type: categorical}", 30, "play_time_ms");
  const std::vector<Finding> found = leaking_features(in.config, in.data);
  CHECK(summaries(found) == Summaries{"outcome play_time_ms"});
  CHECK_THAT(found.front().problem, ContainsSubstring("'play'") && ContainsSubstring("AUC 0.9"));
  CHECK(found.front().severity == Severity::likely);
}

TEST_CASE("columns within a combined feature have names, too", "[inspect]") {
  const Inspected in("[{name: c, type: combo, columns: [a, is_click]}]", kBinary,
                     csv_rows("a,is_click,y", 400, [](int row) {
                       return std::to_string(noise(row, 1, 3)) + "," +
                              std::to_string(noise(row, 2, 2)) + "," + std::to_string(label(row));
                     }));
  CHECK(leaks_of(in) == Summaries{"outcome is_click"});
}

}  // namespace mmoe
