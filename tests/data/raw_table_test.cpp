#include "data/raw_table.h"

#include <limits>

#include "support/arrow_files.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::array;
using test::error_of;
using test::number_column;
using test::table_of;
using test::TempFolder;
using test::text_column;
using test::words_of;

namespace {

using Strings = std::vector<std::string>;

// NaN, which equals nothing, as -99.
std::vector<double> numbers_of(const RawTable& table, const std::string& name) {
  std::vector<double> numbers = table.numbers(name);
  std::ranges::replace_if(numbers, [](double x) { return std::isnan(x); }, -99.0);
  return numbers;
}

CsvConfig with_missing(const Strings& missing, bool trim = false) {
  CsvConfig format;
  format.missing = missing;
  format.trim = trim;
  return format;
}

}  // namespace

TEST_CASE("a table holds numbers and words", "[data]") {
  const RawTable table =
      table_of("a,b\n1,x\n,\n-0.5,y\n+2e3,x\n", {number_column("a"), text_column("b")});
  CHECK(table.rows() == 4);
  CHECK(numbers_of(table, "a") == std::vector<double>{1, -99, -0.5, 2000});
  CHECK(words_of(table, "b") == Strings{"x", "NA", "y", "x"});
  CHECK(table.text("b").codes == std::vector<uint32_t>{1, 0, 2, 1});
}

// Two tasks may share a label, and a condition may read what is a feature too.
TEST_CASE("a column asked for several times is held once a kind", "[data]") {
  const RawTable table = table_of(
      "a,b\n1,x\n0,y\n", {number_column("a"), text_column("a"), number_column("a", {.high = 1}),
                          text_column("b"), text_column("b")});
  CHECK(table.names() == Strings{"a", "b"});
  CHECK(numbers_of(table, "a") == std::vector<double>{1, 0});
  CHECK(words_of(table, "a") == Strings{"1", "0"});
  CHECK(words_of(table, "b") == Strings{"x", "y"});
}

TEST_CASE("blanks go only when asked to", "[data]") {
  const std::string csv = "a,b\n 1 , x\n2,x\t\n";
  const RawTable table =
      table_of(csv, {number_column("a"), text_column("b")}, with_missing({}, true));
  CHECK(numbers_of(table, "a") == std::vector<double>{1, 2});
  CHECK(words_of(table, "b") == Strings{"x", "x"});
  CHECK(words_of(table_of(csv, {text_column("b")}), "b") == Strings{" x", "x\t"});
  CHECK_THROWS_AS(table_of(csv, {number_column("a")}), Error);
}

TEST_CASE("listed texts are missing in numbers and words", "[data]") {
  const RawTable table =
      table_of("a,b\n?,?\n-999,none\n1,-999\n, ? \n", {number_column("a"), text_column("b")},
               with_missing({"?", "none", "-999"}, true));
  CHECK(numbers_of(table, "a") == std::vector<double>{-99, -99, 1, -99});
  CHECK(words_of(table, "b") == Strings{"NA", "NA", "NA", "NA"});
}

TEST_CASE("numbers of columnar files obey the same words and rules", "[data]") {
  const TempFolder folder;
  const std::string path = test::write_parquet(
      folder, test::arrow_table({{"a", array(arrow::float64(), "[3, -999, 0.5, null, -0.0]")},
                                 {"b", array(arrow::int64(), "[1, 1, 1, 1, 1234567890123456789]")},
                                 {"i", array(arrow::float64(), "[1, 1, Inf, 1, 1]")}}));
  RawTable table({number_column("a"), text_column("a"), text_column("b")}, {false, {"-999"}});
  BadRows bad_rows(BadRow::fail);
  CHECK(read_table(ParquetConfig(), path, table, bad_rows) == 5);
  CHECK(numbers_of(table, "a") == std::vector<double>{3, -99, 0.5, -99, 0});
  CHECK(words_of(table, "a") == Strings{"3", "NA", "0.5", "NA", "0"});
  CHECK(words_of(table, "b") == Strings{"1", "1", "1", "1", "1234567890123456789"});
  RawTable infinite({number_column("i")}, {});
  CHECK_THAT(
      error_of([&] { read_table(ParquetConfig(), path, infinite, bad_rows); }, ExitCode::data),
      ContainsSubstring(path + ", row 3, column 'i': the value is infinite"));
}

TEST_CASE("NaN is a missing number and infinity a bad row in every format", "[data]") {
  const std::string csv = "a,b\nnan,nan\n1,x\n-NaN,\n2,inf\n";
  const RawTable table = table_of(csv, {number_column("a"), text_column("b")});
  CHECK(numbers_of(table, "a") == std::vector<double>{-99, 1, -99, 2});
  CHECK(words_of(table, "b") == Strings{"nan", "x", "NA", "inf"});  // words like any other
  const TempFolder folder;
  for (const auto& type : {arrow::float16(), arrow::float32(), arrow::float64()}) {
    CAPTURE(type->ToString());
    const std::string path =
        test::write_parquet(folder, test::arrow_table({{"a", array(type, "[NaN, 1.5, null, -2]")},
                                                       {"i", array(type, "[1, -Inf, Inf, 3]")}}));
    RawTable read({number_column("a")}, {});
    BadRows bad_rows(BadRow::fail), skipped(BadRow::skip);
    CHECK(read_table(ParquetConfig(), path, read, bad_rows) == 4);
    CHECK(numbers_of(read, "a") == std::vector<double>{-99, 1.5, -99, -2});
    RawTable rest({number_column("i")}, {});
    CHECK(read_table(ParquetConfig(), path, rest, skipped) == 2);
    CHECK(numbers_of(rest, "i") == std::vector<double>{1, 3});
    RawTable listed({number_column("i")}, {false, {"inf", "-inf"}});
    CHECK(read_table(ParquetConfig(), path, listed, bad_rows) == 4);
    CHECK(numbers_of(listed, "i") == std::vector<double>{1, -99, -99, 3});
  }
}

TEST_CASE("a truth value of a columnar file is the number 1 or 0", "[data]") {
  const TempFolder folder;
  const std::string path = test::write_parquet(
      folder, test::arrow_table({{"a", array(arrow::boolean(), "[true, false, null]")}}));
  RawTable numbers({number_column("a")}, {}), words({text_column("a")}, {});
  BadRows bad_rows(BadRow::fail);
  read_table(ParquetConfig(), path, numbers, bad_rows);
  read_table(ParquetConfig(), path, words, bad_rows);
  CHECK(numbers_of(numbers, "a") == std::vector<double>{1, 0, -99});
  CHECK(words_of(words, "a") == Strings{"1", "0", "NA"});
}

TEST_CASE("an absent column is an error with the nearest name", "[data]") {
  const std::string message =
      error_of([] { table_of("age,sex\n1,x\n", {number_column("aeg")}); }, ExitCode::data);
  CHECK_THAT(message, ContainsSubstring("there is no column 'aeg'; did you mean 'age'?"));
}

TEST_CASE("files are read one after the other into one table", "[data]") {
  const TempFolder folder;
  RawTable table({text_column("a")}, {});
  BadRows bad_rows(BadRow::fail);
  CHECK(read_table(CsvConfig(), folder.write("1.csv", "a,b\nx,1\ny,1\n"), table, bad_rows) == 2);
  CHECK(read_table(CsvConfig(), folder.write("2.csv", "b,a\n1,y\n1,z\n1,x\n"), table, bad_rows) ==
        3);
  CHECK(words_of(table, "a") == Strings{"x", "y", "y", "z", "x"});
}

}  // namespace mmoe
