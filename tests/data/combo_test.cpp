// One category of several columns.
#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::features_of;
using test::fitted_and_encoded;

namespace {

using Ids = std::vector<int32_t>;

Ids ids_of(const std::string& csv, size_t training, const std::string& options) {
  const std::string yaml = "[{name: ab, type: combo, columns: [a, b]" + options + "}]";
  return fitted_and_encoded(csv, features_of(yaml), training).ids;
}

}  // namespace

TEST_CASE("values of columns together have ids by frequency", "[data]") {
  const std::string csv = "a,b\nx,1\ny,1\nx,1\nx,2\nx,3\n";
  CHECK(ids_of(csv, 4, "") == Ids{1, 3, 1, 2, 0});
  CHECK(ids_of(csv, 4, ", min_count: 2") == Ids{1, 0, 1, 0, 0});
}

TEST_CASE("what ends one value is not confused with the next", "[data]") {
  CHECK(ids_of("a,b\nx,yz\nxy,z\nxyz,\n,xyz\n", 4, "") == Ids{2, 3, 4, 1});
}

TEST_CASE("a combined value is missing where all of its columns are", "[data]") {
  CHECK(ids_of("a,b\nx,\n,\n,y\n,\n", 4, "") == Ids{2, 3, 1, 3});
  CHECK(ids_of("a,b\nx,\n,\n,y\n,\n", 4, ", missing: unknown") == Ids{2, 0, 1, 0});
}

TEST_CASE("combined values are hashed as one text", "[data]") {
  const HashEncoder hash{100000};
  CHECK(ids_of("a,b\nx,1\n,2\n,\n", 1, ", hash_buckets: 100000") == Ids{hash.id_of("x\x1f"
                                                                                   "1"),
                                                                        hash.id_of("\x1f"
                                                                                   "2"),
                                                                        0});
}

TEST_CASE("combined columns may be features by themselves too", "[data]") {
  const auto features = features_of(
      "[{name: a, type: categorical}, {name: ab, type: combo, columns: [a, b], dim: 3},"
      " {name: b, type: numeric, scale: none}]");
  const std::string csv = "a,b\nx,1\ny,2\ny,2\n";
  const Schema schema = test::fitted(csv, features).schema();
  REQUIRE(schema.fields.size() == 2);
  CHECK(schema.fields[1].name == "ab");
  CHECK(schema.fields[1].dim == 3);
  CHECK(schema.fields[1].common == 1);
  const Dataset data = fitted_and_encoded(csv, features, 3);
  CHECK(data.ids == Ids{2, 2, 1, 1, 1, 1});
  CHECK(data.numerics == std::vector<float>{1, 2, 2});
}

TEST_CASE("with `missing: fail` every column needs a value", "[data]") {
  const auto missing = [] { ids_of("a,b\nx,1\nx,\n", 2, ", missing: fail"); };
  CHECK_THAT(error_of(missing, ExitCode::data),
             ContainsSubstring("row 2, column 'b': the value is missing"));
}

}  // namespace mmoe
