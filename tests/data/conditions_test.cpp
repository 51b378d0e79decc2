#include "data/row_condition.h"

#include "support/catch.h"
#include "support/tables.h"

namespace mmoe {

using test::table_of;
using test::text_column;

namespace {

const char* const kTable =
    "n,s\n"
    "1,a\n"
    "2.0,b c\n"
    "x,1\n"
    ",\n"
    "10,A\n"
    "-3, 1\n";

using Rows = std::vector<int64_t>;

Rows matching(const std::string& where) {
  static const RawTable table = table_of(kTable, {text_column("n"), text_column("s")});
  const RowCondition fulfils(parse_condition(where), table);
  Rows rows;
  for (int64_t row = 0; row < table.rows(); ++row) {
    if (fulfils(row)) rows.push_back(row);
  }
  return rows;
}

}  // namespace

TEST_CASE("comparisons pick the rows they name", "[data]") {
  const std::pair<const char*, Rows> cases[] = {
      {"n = 1", {0}},
      {"n == 2", {1}},  // as numbers
      {"n = '2'", {}},  // as texts
      {"n = '2.0'", {1}},
      {"n = x", {2}},
      {"n = -3", {5}},
      {"n < 2", {0, 5}},
      {"n <= 2", {0, 1, 5}},
      {"n > 1", {1, 4}},  // not as texts: "10" < "2.0"
      {"n >= 2", {1, 4}},
      {"n > -4", {0, 1, 4, 5}},
      {"s = a", {0}},
      {"s = \"b c\"", {1}},
      {"s = 1", {2, 5}},
      {"s = '1'", {2}},
      {"s < 2", {2, 5}},
      {"n in (1, 10, x)", {0, 2, 4}},
      {"s in ('A', \"b c\")", {1, 4}},
  };
  for (const auto& [where, rows] : cases) {
    CAPTURE(where);
    CHECK(matching(where) == rows);
  }
}

TEST_CASE("a missing value is equal to nothing and in no order", "[data]") {
  const std::pair<const char*, Rows> cases[] = {
      {"n != 1", {1, 2, 3, 4, 5}}, {"n not in (1, 2)", {2, 3, 4, 5}}, {"n = ''", {}},
      {"s in ('', a)", {0}},       {"not n < 5", {2, 3, 4}},          {"n < 1e300", {0, 1, 4, 5}},
      {"n > -1e300", {0, 1, 4, 5}}};
  for (const auto& [where, rows] : cases) {
    CAPTURE(where);
    CHECK(matching(where) == rows);
  }
}

TEST_CASE("conditions combine", "[data]") {
  const std::pair<const char*, Rows> cases[] = {
      {"n > 1 and s = A", {4}},
      {"n = 1 or s = A", {0, 4}},
      {"n = 1 or n > 1 and s = A", {0, 4}},  // "and" binds tighter
      {"(n = 1 or n > 1) and s = A", {4}},
      {"not (n = 1 or n = 10) and not s = 1", {1, 3}},
      {"not not n = 1", {0}},
      {"n >= -3 and n <= 2 and n != 1", {1, 5}},
  };
  for (const auto& [where, rows] : cases) {
    CAPTURE(where);
    CHECK(matching(where) == rows);
  }
}

}  // namespace mmoe
