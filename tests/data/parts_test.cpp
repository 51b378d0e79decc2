#include "data/parts.h"

#include <algorithm>
#include <cmath>

#include "support/catch.h"
#include "support/tables.h"

namespace mmoe {

using test::all_rows;
using test::table_of;
using test::text_column;

namespace {

using Rows = std::vector<int64_t>;
using Parts = std::map<PartName, PartConfig>;
constexpr PartName train = PartName::train, valid = PartName::valid, test_part = PartName::test;

PartConfig files(const std::string& name) {
  PartConfig part;
  part.files.values = {name};
  return part;
}

PartConfig fraction(PartName from, double share, int64_t seed = 1) {
  PartConfig part;
  part.from = from;
  part.fraction = share;
  part.seed = seed;
  return part;
}

PartConfig where(PartName from, const std::string& condition) {
  PartConfig part;
  part.from = from;
  part.where = condition;
  return part;
}

// A column `day` with the numbers of the rows.
RawTable days(int64_t rows) {
  std::string csv = "day,x\n";
  for (int64_t row = 0; row < rows; ++row) csv += std::to_string(row) + ",\n";
  return table_of(csv, {text_column("day")});
}

void check_shares_all_rows(const std::map<PartName, Rows>& parts, const RawTable& table) {
  Rows all;
  for (const auto& [name, rows] : parts) {
    CHECK(std::ranges::is_sorted(rows));
    all.insert(all.end(), rows.begin(), rows.end());
  }
  std::ranges::sort(all);
  CHECK(all == all_rows(table));
}

}  // namespace

TEST_CASE("a fraction takes an exact number of rows", "[data]") {
  for (const int64_t size : {1, 2, 3, 10, 1001}) {
    const RawTable table = days(size);
    for (const double share : {0.1, 0.25, 0.5, 0.9}) {
      CAPTURE(size, share);
      const auto parts =
          divide({{train, files("a")}, {valid, fraction(train, share)}}, train, table);
      CHECK(static_cast<int64_t>(parts.at(valid).size()) == std::llround(share * double(size)));
      check_shares_all_rows(parts, table);
    }
  }
}

TEST_CASE("a draw follows its seed and nothing else", "[data]") {
  const RawTable table = days(1000);
  const auto drawn = [&](int64_t seed) {
    return divide({{train, files("a")}, {valid, fraction(train, 0.3, seed)}}, train, table)
        .at(valid);
  };
  CHECK(drawn(1) == drawn(1));
  CHECK(drawn(1) != drawn(2));
  double sum = 0;
  for (const int64_t row : drawn(1)) sum += static_cast<double>(row) / 300;
  CHECK(std::abs(sum - 500) < 60);  // from everywhere: the deviation is 14
}

TEST_CASE("rows taken by a condition leave their source", "[data]") {
  const RawTable table = days(10);
  const auto parts =
      divide({{train, files("a")}, {test_part, where(train, "day >= 7 or day = 2")}}, train, table);
  CHECK(parts.at(test_part) == Rows{2, 7, 8, 9});
  CHECK(parts.at(train) == Rows{0, 1, 3, 4, 5, 6});
}

TEST_CASE("conditions come before fractions of the same part", "[data]") {
  const RawTable table = days(100);
  const auto parts = divide(
      {{train, files("a")}, {valid, fraction(train, 0.5)}, {test_part, where(train, "day >= 80")}},
      train, table);
  CHECK(parts.at(valid).size() == 40);
  CHECK(parts.at(valid).back() < 80);
  CHECK(parts.at(test_part).size() == 20);
  check_shares_all_rows(parts, table);
}

TEST_CASE("parts are taken out of parts", "[data]") {
  const RawTable table = days(100);
  const Parts chains[] = {
      {{train, files("a")},
       {valid, fraction(test_part, 0.5)},
       {test_part, where(train, "day < 60")}},
      {{train, files("a")},
       {valid, where(test_part, "day < 1000")},
       {test_part, fraction(train, 0.6)}},
      {{train, files("a")}, {valid, fraction(train, 0.6)}, {test_part, fraction(valid, 0.5)}}};
  const size_t sizes[][3] = {{40, 30, 30}, {40, 60, 0}, {40, 30, 30}};
  for (size_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    const auto parts = divide(chains[i], train, table);
    CHECK(parts.at(train).size() == sizes[i][0]);
    CHECK(parts.at(valid).size() == sizes[i][1]);
    CHECK(parts.at(test_part).size() == sizes[i][2]);
    check_shares_all_rows(parts, table);
  }
}

TEST_CASE("each table gives its own parts only", "[data]") {
  const Parts parts = {
      {train, files("a")}, {valid, fraction(test_part, 0.5)}, {test_part, files("b")}};
  CHECK(root_of(parts, train) == train);
  CHECK(root_of(parts, valid) == test_part);
  CHECK(root_of(parts, test_part) == test_part);
  const RawTable table = days(10);
  const auto of_train = divide(parts, train, table), of_test = divide(parts, test_part, table);
  CHECK(of_train.size() == 1);
  CHECK(of_train.at(train) == all_rows(table));
  CHECK(of_test.size() == 2);
  CHECK(of_test.at(valid).size() == 5);
}

TEST_CASE("conditions ask for their columns as texts", "[data]") {
  const auto requests = condition_requests({{train, files("a")},
                                            {valid, where(train, "day = 1 and kind in (a, b)")},
                                            {test_part, fraction(train, 0.5)}});
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].name == "day");
  CHECK(requests[1].name == "kind");
  CHECK(requests[0].kind == ColumnKind::text);
}

// The date divides twice, so both conditions read one column.
TEST_CASE("two conditions on one column divide by it", "[data]") {
  const Parts parts = {
      {train, files("a")}, {valid, where(train, "day = 3")}, {test_part, where(train, "day >= 4")}};
  const RawTable table = table_of("day\n1\n2\n3\n4\n5\n", condition_requests(parts));
  const auto divided = divide(parts, train, table);
  CHECK(divided.at(train) == Rows{0, 1});
  CHECK(divided.at(valid) == Rows{2});
  CHECK(divided.at(test_part) == Rows{3, 4});
}

TEST_CASE("the parts of a config are those it has", "[data]") {
  CsvConfig csv;
  csv.train = files("a");
  csv.test = files("b");
  const auto parts = parts_of(csv);
  CHECK(parts.size() == 2);
  CHECK(parts.at(test_part) == files("b"));
  CHECK(parts_of(SyntheticConfig()).empty());
}

}  // namespace mmoe
