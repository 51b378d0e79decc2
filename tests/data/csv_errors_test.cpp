// Files that data/csv_reader.h cannot read, or not in full.
#include <filesystem>

#include "data/csv_reader.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;
using test::read_all;
using test::ReadTable;
using test::TempFolder;

namespace {

using Numbers = std::vector<int64_t>;

std::string reading_error(const std::string& path, const CsvConfig& format = {}) {
  return error_of([&] { read_all(format, path); }, ExitCode::data);
}

CsvConfig without_header() {
  CsvConfig format;
  format.columns = {"a", "b"};
  return format;
}

// More rows than a block holds.
std::string many_rows(size_t count) {
  std::string rows;
  for (size_t i = 0; i < count; ++i) rows += std::string(99, 'x') + "," + std::to_string(i) + "\n";
  return rows;
}

}  // namespace

TEST_CASE("a file that is not there or empty is a data error", "[data]") {
  const TempFolder folder;
  CHECK_THAT(reading_error(folder.file("none.csv")),
             ContainsSubstring(folder.file("none.csv") + ": no such file"));
  CHECK(reading_error(folder.path()) == folder.path() + ": is a folder, not a file");
  for (const CsvConfig& format : {CsvConfig(), without_header()}) {
    CHECK_THAT(reading_error(folder.write("e.csv", ""), format), ContainsSubstring("is empty"));
  }
  CHECK_THAT(reading_error(folder.write("n.csv", "\n\n")), ContainsSubstring("is empty"));
}

TEST_CASE("a ragged row is named by file, number and text", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv", "a,b\n1,2\n3,4,5\n6,7\n");
  CHECK_THAT(reading_error(path), ContainsSubstring(path + ", row 2: expected 2 values, found 3"));
  CHECK_THAT(reading_error(path), ContainsSubstring("'3,4,5'"));
  CHECK_THAT(reading_error(folder.write("n.csv", "1,2\n3\n"), without_header()),
             ContainsSubstring("row 2: expected 2 values, found 1: '3'"));
  CHECK_THAT(reading_error(folder.write("l.csv", "a,b\n" + many_rows(25000) + "1\n1,2\n")),
             ContainsSubstring("row 25001: expected 2"));
}

TEST_CASE("skipped ragged rows are counted and keep their numbers", "[data]") {
  const TempFolder folder;
  struct Case {
    CsvConfig format;
    std::string content;
    int64_t bad;
    Numbers good;
  };
  const Case cases[] = {
      {CsvConfig(), "a,b\n1,2\n3\n5,6\n7,8,9\n9,10\n", 2, {1, 3, 5}},
      {CsvConfig(), "a,b\n1\n2\n3,4\n", 2, {3}},
      {CsvConfig(), "a,b\n1\n2\n", 2, {}},
      {without_header(), "1\n2,3\n4\n5\n6,7\n", 3, {2, 5}},
      {without_header(), "1,2\n\"a\nb\"\n\"c\nd\",3\n", 1, {1, 3}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.content);
    BadRows bad_rows(BadRow::skip);
    const ReadTable table = read_all(one.format, folder.write("t.csv", one.content), bad_rows);
    CHECK(table.row_numbers == one.good);
    CHECK(bad_rows.count() == one.bad);
  }
}

TEST_CASE("row numbers hold beyond the first block", "[data]") {
  const TempFolder folder;
  const std::string path =
      folder.write("t.csv", "a,b\nbad\n" + many_rows(20000) + "bad\n" + many_rows(20000));
  BadRows bad_rows(BadRow::skip);
  const ReadTable table = read_all(CsvConfig(), path, bad_rows);
  REQUIRE(table.rows.size() == 40000);
  CHECK(bad_rows.count() == 2);
  CHECK(table.row_numbers.front() == 2);
  CHECK(table.row_numbers[19999] == 20001);
  CHECK(table.row_numbers[20000] == 20003);
  CHECK(table.row_numbers.back() == 40002);
  CHECK(table.rows.back()[1] == "19999");
}

TEST_CASE("rows keep their numbers wherever blocks end", "[data]") {
  const TempFolder folder;
  std::string content = "a,b\n";
  const int64_t rows = 200000;
  for (int64_t row = 1; row <= rows; ++row) {
    content += std::to_string(row) + (row % 10 < 5 ? ",x\n" : "\n");
  }
  content += std::string(size_t{1} << 19, '\n') + "1\n1,y\n";  // a block of blank lines
  BadRows bad_rows(BadRow::skip);
  const ReadTable table = read_all(CsvConfig(), folder.write("t.csv", content), bad_rows);
  CHECK(bad_rows.count() == rows / 2 + 1);
  REQUIRE(table.row_numbers.size() == rows / 2 + 1);
  CHECK(table.row_numbers.back() == rows + 2);
  size_t wrong = 0;
  for (size_t i = 0; i < rows / 2; ++i) {
    wrong += table.rows[i][0] == std::to_string(table.row_numbers[i]) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("skipped rows are reported with the first three", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv", "a,b\n1\n2\n3\n4\n5,6\n");
  BadRows bad_rows(BadRow::skip);
  read_all(CsvConfig(), path, bad_rows);
  {
    Log log(LogLevel::error);
    log.open_file(folder.file("log"));
    bad_rows.report(log);
    BadRows(BadRow::skip).report(log);
  }
  const std::string lines = read_file(folder.file("log"));
  CHECK_THAT(lines, ContainsSubstring("4 bad rows skipped; the first: " + path + ", row 1"));
  CHECK_THAT(lines, ContainsSubstring("row 3: ") && !ContainsSubstring("row 4: "));
  CHECK_THAT(lines, !ContainsSubstring("0 bad rows"));
}

TEST_CASE("a quote that never ends is a data error", "[data]") {
  const TempFolder folder;
  CHECK_THAT(reading_error(folder.write("t.csv", "a,b\n\"1,2\n" + many_rows(30000))),
             ContainsSubstring("is a quote missing?"));
  CHECK_THAT(reading_error(folder.write("s.csv", "a,b\n1,2\n\"1,2\n")), ContainsSubstring("s.csv"));
}

TEST_CASE("a line of names may be as long as any row", "[data]") {
  const TempFolder folder;
  std::string names = "n0", values = "0";
  for (int i = 1; i < 90000; ++i) names += ",n" + std::to_string(i), values += ",1";
  const std::string path = folder.write("w.csv", names + "\n" + values + "\n");
  CHECK(read_all(CsvConfig(), path, {"n0", "n89999"}).rows ==
        std::vector<std::vector<std::string>>{{"0", "1"}});
  CHECK_THAT(reading_error(folder.write("l.csv", std::string(2 << 20, 'x') + "\n1\n")),
             ContainsSubstring("l.csv, row 1: is longer than 1 MiB"));
}

TEST_CASE("a row that is too long is named by file and number", "[data]") {
  const TempFolder folder;
  const std::string rows = many_rows(3000) + "\"" + std::string(2 << 20, 'x');
  const std::string path = folder.write("h.csv", "a,b\n" + rows);
  CHECK_THAT(reading_error(path), ContainsSubstring(path + ", row 3001: is longer than 1 MiB"));
  CHECK_THAT(reading_error(folder.write("n.csv", rows), without_header()),
             ContainsSubstring("n.csv, row 3001: is longer than 1 MiB"));
}

}  // namespace mmoe
