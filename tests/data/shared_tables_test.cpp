// Features that name one table share its ids.
#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"

namespace mmoe {

using test::features_of;
using test::fitted;
using test::fitted_and_encoded;

namespace {

using Ids = std::vector<int32_t>;

// Over all columns: c three times (once in `last`), a and b twice, d and a missing item once.
const std::string kCsv = "item,seen,last\na,b|c,c\nb,a|c,\n,,d\nnew,new|a,b\n";

std::vector<FeatureConfig> features_with(const std::string& options) {
  return features_of("[{name: item, type: categorical, table: items" + options +
                     "}, {name: seen, type: sequence, table: items" + options +
                     "}, {name: last, type: categorical, table: items, missing: unknown" + options +
                     "}]");
}

}  // namespace

TEST_CASE("one vocabulary is fitted over all features of a table", "[data]") {
  const Encoders encoders = fitted("item,seen,last\na,b|c,c\nb,a|c,\n,,d\n", features_with(""));
  REQUIRE(encoders.tables.size() == 1);
  const auto& vocabulary = std::get<VocabularyEncoder>(encoders.tables[0].ids);
  CHECK(vocabulary.words == std::vector<std::string>{"c", "a", "b", "d"});
  CHECK(vocabulary.missing == 5);
  // Rows of (item, last, seen): fields stand before lists.
  CHECK(fitted_and_encoded(kCsv, features_with(""), 3).ids ==
        Ids{2, 1, 3, 1, 3, 0, 2, 1, 5, 4, -1, -1, 0, 3, 0, 2});
}

TEST_CASE("counts of a table's features add up", "[data]") {
  const auto features = features_with(", min_count: 2");
  CHECK(fitted_and_encoded(kCsv, features, 3).ids ==
        Ids{2, 1, 3, 1, 3, 0, 2, 1, 0, 0, -1, -1, 0, 3, 0, 2});
}

TEST_CASE("the schema names the table, each field its own common id", "[data]") {
  const std::string csv = "item,seen,last\na,b,b\na,b,c\na,b,c\n";
  const Schema schema = fitted(csv, features_with(", dim: 4")).schema();
  const std::vector<Table> tables = tables_of(schema);
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].name == "items");
  CHECK(tables[0].rows == 4);
  CHECK(tables[0].dim == 4);
  CHECK(tables[0].columns == std::vector<int64_t>{0, 1, 2});
  // b four times, a three times, c twice.
  CHECK(schema.fields[0].common == 2);
  CHECK(schema.fields[1].common == 3);
}

TEST_CASE("combined columns and tags share a table by their texts", "[data]") {
  const auto features = features_of(
      "[{name: ab, type: combo, columns: [a, b], table: t},"
      " {name: tags, type: multi, separator: ';', table: t}]");
  CHECK(fitted_and_encoded("a,b,tags\nx,y,x\x1fy;z\n", features, 1).ids == Ids{1, 1, 2});
}

TEST_CASE("hashed and given ids share a table too", "[data]") {
  const std::string csv = "item,seen,last\n1,2|0,\n";
  CHECK(fitted_and_encoded(csv, features_with(", num_buckets: 3"), 1).ids == Ids{2, 0, 3, 1});
  const HashEncoder hash{50};
  CHECK(fitted_and_encoded(csv, features_with(", hash_buckets: 50"), 1).ids ==
        Ids{hash.id_of("1"), 0, hash.id_of("2"), hash.id_of("0")});
}

}  // namespace mmoe
