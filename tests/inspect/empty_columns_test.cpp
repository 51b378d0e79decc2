#include "inspect/empty_columns.h"

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

// 200 rows of a feature "f" whose text is a function of the row.
template <class Text>
Summaries found(const std::string& feature, const Text& text) {
  const Inspected in("[" + feature + "]", "[{name: t, type: binary, label: y}]",
                     csv_rows("f,y", 200, [&](int row) {
                       return text(row) + "," + std::to_string(noise(row, 0, 2));
                     }));
  return summaries(empty_columns(in.data));
}

constexpr const char* kNumber = "{name: f, type: numeric}";
constexpr const char* kCategory = "{name: f, type: categorical}";
constexpr const char* kList = "{name: f, type: multi}";

}  // namespace

TEST_CASE("a column of one value is constant, of two it is not", "[inspect]") {
  const auto one = [](int) { return std::string("5"); };
  const auto two = [](int row) { return std::string(row == 3 ? "6" : "5"); };
  for (const char* feature : {kNumber, kCategory, kList}) {
    INFO(feature);
    CHECK(found(feature, one) == Summaries{"constant f"});
    CHECK(found(feature, two).empty());
  }
}

TEST_CASE("a column without any value is constant", "[inspect]") {
  const auto none = [](int) { return std::string(); };
  for (const char* feature : {kNumber, kCategory, kList}) {
    INFO(feature);
    CHECK(found(feature, none) == Summaries{"constant f"});
  }
}

TEST_CASE("a category with a value of its own on every row is a key", "[inspect]") {
  const auto key = [](int row) { return "id" + std::to_string(row); };
  const auto pairs = [](int row) { return "id" + std::to_string(row / 2); };
  for (const char* more : {"", ", min_count: 2", ", hash_buckets: 1000000"}) {
    INFO(more);
    const std::string feature = std::string("{name: f, type: categorical") + more + "}";
    CHECK(found(feature, key) == Summaries{"row_key f"});
    CHECK(found(feature, pairs).empty());
  }
  CHECK(found("{name: f, type: categorical, min_count: 3}", pairs) == Summaries{"row_key f"});
}

TEST_CASE("exact values of a number that never repeats are of no use, the number is", "[inspect]") {
  const auto number = [](int row) { return std::to_string(row) + ".5"; };
  CHECK(found(kNumber, number).empty());
  CHECK(found("{name: f, type: numeric, values: {min_count: 2}}", number) ==
        Summaries{"no_repeats f"});
}

}  // namespace mmoe
