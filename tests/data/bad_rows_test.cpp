// Values that are not believed, data/block_numbers.h.
#include "data/block_numbers.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::number_column;
using test::table_of;
using test::TempFolder;
using test::text_column;
using test::words_of;

namespace {

CsvConfig skipping() {
  CsvConfig format;
  format.on_bad_row = BadRow::skip;
  return format;
}

}  // namespace

TEST_CASE("a bad number is named by file, row, column and text", "[data]") {
  const NumberRule bit{.whole = true, .low = 0, .high = 1};
  struct Case {
    const char* text;
    NumberRule rule;
    const char* problem;
  };
  const Case cases[] = {{"1o", {}, "'1o' is not a number (texts for no value: data.missing)"},
                        {"inf", {}, "the value is infinite (texts for no value: data.missing)"},
                        {"-Infinity", {}, "the value is infinite"},
                        {"1e999", {}, "the value is infinite"},
                        {"1e39", {}, "'1e+39' is too large for a 32-bit float"},
                        {"-1e300", {}, "'-1e+300' is too large for a 32-bit float"},
                        {"nan", {.required = true}, "the value is missing"},
                        {"0.5", bit, "'0.5' is not a whole number"},
                        {"2", bit, "'2' is not between 0 and 1"},
                        {"-1", bit, "'-1' is not between 0 and 1"},
                        {"", {.required = true}, "the value is missing"}};
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string csv = "a,b\n0,1\n" + std::string(one.text) + ",1\n";
    const std::string message =
        error_of([&] { table_of(csv, {number_column("a", one.rule)}); }, ExitCode::data);
    CHECK_THAT(message,
               ContainsSubstring("table.csv, row 2, column 'a': " + std::string(one.problem)));
    CHECK_THAT(message, ContainsSubstring("data.on_bad_row: skip"));
  }
}

TEST_CASE("bad rows are left out of all columns and counted once", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv", "a,b,c\n1,1,x\nx,x,y\n3\n4,y,w\n5,5,v\n");
  RawTable table({number_column("a"), number_column("b"), text_column("c")}, {});
  BadRows bad_rows(BadRow::skip);
  CHECK(read_table(skipping(), path, table, bad_rows) == 2);
  CHECK(bad_rows.count() == 3);
  CHECK(table.rows() == 2);
  CHECK(table.numbers("a") == std::vector<double>{1, 5});
  CHECK(table.numbers("b") == std::vector<double>{1, 5});
  CHECK(words_of(table, "c") == std::vector<std::string>{"x", "v"});
  {
    Log log(LogLevel::error);
    log.open_file(folder.file("log"));
    bad_rows.report(log);
  }
  const std::string lines = read_file(folder.file("log"));
  CHECK_THAT(lines, ContainsSubstring("row 2, column 'a': 'x'"));
  CHECK_THAT(lines, ContainsSubstring("row 4, column 'b': 'y'"));  // after the ragged row 3
}

TEST_CASE("a block tells which of its rows were good", "[data]") {
  BlockNumbers numbers({number_column("a", {.low = 0})}, {});
  RowBlock block;
  block.rows = 4;
  block.columns = {{false, {}, {1, -1, 2, -1}}};
  block.file_rows = {1, 2, 3, 4};
  BadRows bad_rows(BadRow::skip);
  numbers.read(block, "f", bad_rows);
  CHECK(numbers.good_rows() == std::vector<int64_t>{0, 2});
  CHECK(bad_rows.count() == 2);
}

}  // namespace mmoe
