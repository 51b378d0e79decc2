#include "inspect/split_guess.h"

#include "inspect/tables.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::csv_of_columns;
using test::profile_of;
using test::values_of;

namespace {

SplitGuess split_of(const std::string& name, int rows, const std::function<std::string(int)>& value,
                    bool with_test = true) {
  const test::TempFolder folder;
  folder.write("t.csv", csv_of_columns(rows, {{name, value}}));
  Log log(LogLevel::error);
  const TableProfile table =
      profile_table(CsvConfig{}, folder.file("t.csv"), {name}, std::nullopt, log);
  return guess_split(table, row_time_column(table.columns), with_test);
}

}  // namespace

TEST_CASE("days divide rows: the last for the test, the one before for validation", "[inspect]") {
  const auto day = [](int row) { return std::to_string(20220425 + (row * 7) % 5); };
  const SplitGuess split = split_of("date", 100, day);
  CHECK(split.test == R"({from: train, where: "date = 20220429"})");
  CHECK(split.valid == R"({from: train, where: "date = 20220428"})");
  CHECK(split.train_rows == 60);
  CHECK(split.valid_rows == 20);
}

TEST_CASE("of many days as many are taken as make a tenth", "[inspect]") {
  const auto day = [](int row) { return std::to_string(20220401 + row % 30); };
  const SplitGuess split = split_of("date", 300, day);
  CHECK(split.test == R"({from: train, where: "date >= 20220428"})");
  CHECK(split.valid == R"({from: train, where: "date >= 20220425 and date < 20220428"})");
  CHECK(split.train_rows == 240);
}

TEST_CASE("days that are no numbers are named one by one", "[inspect]") {
  const auto day = [](int row) { return "2022-04-1" + std::to_string(row % 5); };
  const SplitGuess split = split_of("event-time", 100, day);
  CHECK(split.test == R"x({from: train, where: "`event-time` in ('2022-04-14')"})x");
}

TEST_CASE("without days, or where a test file is there, rows are drawn", "[inspect]") {
  const auto word = [](int row) { return std::to_string(row % 9); };
  const SplitGuess drawn = split_of("a", 5000, word);
  CHECK(drawn.valid == "{from: train, fraction: 0.1, seed: 1}");
  CHECK(drawn.test == "{from: train, fraction: 0.1, seed: 2}");
  CHECK(drawn.train_rows == 4000);
  CHECK(split_of("a", 500, word).valid == "{from: train, fraction: 0.2, seed: 1}");
  const auto day = [](int row) { return std::to_string(20220425 + row % 5); };
  const SplitGuess tested = split_of("date", 5000, day, false);
  CHECK(tested.test.empty());
  CHECK(tested.valid == "{from: train, fraction: 0.1, seed: 1}");
  CHECK(tested.train_rows == 4500);
}

TEST_CASE("most rows on the last day leave too few to train on", "[inspect]") {
  const auto day = [](int row) { return std::to_string(row < 40 ? 20220425 + row % 2 : 20220428); };
  CHECK_THAT(split_of("date", 100, day).valid, ContainsSubstring("fraction"));
}

TEST_CASE("the time of the rows is found by name and values", "[inspect]") {
  const auto days = values_of(9, [](int row) { return std::to_string(20220401 + row); });
  const auto moments = values_of(9, [](int row) { return std::to_string(1650812741 + row); });
  CHECK(row_time_column({profile_of("time_ms", moments), profile_of("date", days)}) == "date");
  CHECK(row_time_column({profile_of("time_ms", moments)}) == "time_ms");
  CHECK_FALSE(row_time_column({profile_of("upload_dt", days)}));
  CHECK_FALSE(row_time_column({profile_of("date", {"20220401", "20220402"})}));
  CHECK_FALSE(row_time_column({profile_of("date", {"a", "b", "c"})}));
}

}  // namespace mmoe
