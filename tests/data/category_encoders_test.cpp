// From texts to ids: hashing, given ids, missing and unknown values.
#include "data/category_encoders.h"

#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::features_of;
using test::fitted_and_encoded;
using test::requests_of;
using test::table_of;

namespace {

using Ids = std::vector<int32_t>;

// Of column a, fitted on the first `training` of these values.
Ids ids_of(const std::vector<std::string>& values, size_t training, const std::string& options) {
  const auto features = features_of("[{name: a, type: categorical, " + options + "}]");
  return fitted_and_encoded("a,z\n" + join(values, ",\n") + ",\n", features, training).ids;
}

}  // namespace

// XXH64 with seed 0: 0xd24ec4f1a98c6e5b of "a", 0x44bc2cf5ad770999 of "abc".
TEST_CASE("hashes are those of XXH64, everywhere", "[data]") {
  CHECK(HashEncoder{1000}.id_of("a") == 956);
  CHECK(HashEncoder{1000}.id_of("abc") == 250);
  CHECK(HashEncoder{2147483646}.id_of("a") == 1925677614);
  CHECK(HashEncoder{2147483646}.id_of("abc") == 1080540532);
  CHECK(HashEncoder{1}.id_of("anything") == 1);
  CHECK(HashEncoder{7}.rows() == 8);
}

TEST_CASE("hashed values need no training, a missing one has id 0", "[data]") {
  CHECK(ids_of({"a", "", "abc", "a"}, 1, "hash_buckets: 1000") == Ids{956, 0, 250, 956});
  const auto features = features_of("[{name: a, type: categorical, hash_buckets: 1000, dim: 3}]");
  const Schema schema = test::fitted("a\nabc\na\nabc\n", features).schema();
  CHECK(schema.fields.at(0).rows == 1001);
  CHECK(schema.fields.at(0).dim == 3);
  CHECK(schema.fields.at(0).common == 250);
}

TEST_CASE("numbers are hashed by their text in the file", "[data]") {
  const HashEncoder hash{100000};
  CHECK(ids_of({"7", "7.0", "07"}, 1, "hash_buckets: 100000") ==
        Ids{hash.id_of("7"), hash.id_of("7.0"), hash.id_of("07")});
}

TEST_CASE("a missing value may count as unknown", "[data]") {
  CHECK(ids_of({"x", "", "", "y"}, 4, "missing: category") == Ids{1, 3, 3, 2});
  CHECK(ids_of({"x", "", "", "y"}, 4, "missing: unknown") == Ids{1, 0, 0, 2});
}

TEST_CASE("a missing value may be a bad row", "[data]") {
  CsvConfig skip;
  skip.on_bad_row = BadRow::skip;
  for (const std::string ids : {"min_count: 1", "hash_buckets: 5", "num_buckets: 5"}) {
    const auto requests =
        requests_of(features_of("[{name: a, type: categorical, missing: fail, " + ids + "}]"));
    CHECK_THAT(error_of([&] { table_of("a,z\n1,\n,\n", requests); }, ExitCode::data),
               ContainsSubstring("row 2, column 'a': the value is missing"));
    CHECK(table_of("a,z\n1,\n,\n2,\n", requests, skip).rows() == 2);
  }
}

TEST_CASE("an unknown value may be an error", "[data]") {
  CHECK(ids_of({"x", "new"}, 1, "min_count: 1") == Ids{1, 0});
  CHECK(ids_of({"x", "x"}, 1, "unknown: fail") == Ids{1, 1});
  CHECK_THAT(error_of([] { ids_of({"x", "new"}, 1, "unknown: fail"); }, ExitCode::data),
             ContainsSubstring("feature 'a': the value 'new' has no id"));
  // Missing is no unknown value.
  CHECK(ids_of({"x", ""}, 1, "unknown: fail") == Ids{1, 0});
}

TEST_CASE("given ids out of range may share id 0", "[data]") {
  CHECK(ids_of({"4", "5", "-1", "", "0"}, 1, "num_buckets: 5, unknown: share") ==
        Ids{5, 0, 0, 0, 1});
  CHECK_THAT(error_of([] { ids_of({"5"}, 1, "num_buckets: 5"); }, ExitCode::data),
             ContainsSubstring("'5' is not between 0 and 4"));
  // A fraction is no id at all.
  CHECK_THAT(error_of([] { ids_of({"1.5"}, 1, "num_buckets: 5, unknown: share"); }, ExitCode::data),
             ContainsSubstring("'1.5' is not a whole number"));
}

}  // namespace mmoe
