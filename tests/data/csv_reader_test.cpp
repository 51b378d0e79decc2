#include "data/csv_reader.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using test::error_of;
using test::read_all;
using test::ReadTable;
using test::TempFolder;

namespace {

using Strings = std::vector<std::string>;
using Rows = std::vector<Strings>;

CsvConfig with_columns(const Strings& columns) {
  CsvConfig format;
  format.columns = columns;
  return format;
}

CsvConfig with_delimiter(const std::string& delimiter) {
  CsvConfig format;
  format.delimiter = delimiter;
  return format;
}

CsvConfig with_quote(const std::string& quote) {
  CsvConfig format;
  format.quote = quote;
  return format;
}

struct Case {
  std::string what, file, content;
  CsvConfig format;
  Rows rows;
};

}  // namespace

TEST_CASE("CSV values are read as they were written", "[data]") {
  const Case cases[] = {
      {"header", "t.csv", "a,b\n1,x\n2,y\n", {}, {{"1", "x"}, {"2", "y"}}},
      {"no header", "t.csv", "1,x\n2,y\n", with_columns({"a", "b"}), {{"1", "x"}, {"2", "y"}}},
      {"no newline at the end", "t.csv", "a,b\n1,x\n2,y", {}, {{"1", "x"}, {"2", "y"}}},
      {"header only", "t.csv", "a,b\n", {}, {}},
      {"empty values", "t.csv", "a,b\n,\n\"\",x\n", {}, {{"", ""}, {"", "x"}}},
      {"tabs", "t.tsv", "a\tb\n1\tx,y\n", {}, {{"1", "x,y"}}},
      {"another delimiter", "t.tsv", "a;b\n1;x\ty\n", with_delimiter(";"), {{"1", "x\ty"}}},
      {"quotes", "t.csv", "a,b\n\"x,y\",\"a \"\"b\"\"\"\n", {}, {{"x,y", "a \"b\""}}},
      {"newline in quotes",
       "t.csv",
       "a,b\n\"x\r\n\ny\",1\n2,3\n",
       {},
       {{"x\r\n\ny", "1"}, {"2", "3"}}},
      {"another quote", "t.csv", "a,b\n'x,\"y',1\n", with_quote("'"), {{"x,\"y", "1"}}},
      {"no quote", "t.csv", "a,b\n\"x,y\"\n", with_quote(""), {{"\"x", "y\""}}},
      {"CRLF", "t.csv", "a,b\r\n1,x\r\n2,y\r\n", {}, {{"1", "x"}, {"2", "y"}}},
      {"byte order mark",
       "t.csv",
       "\xEF\xBB\xBF"
       "a,b\n1,x\n",
       {},
       {{"1", "x"}}},
      {"mark, no header",
       "t.csv",
       "\xEF\xBB\xBF"
       "1,x\n",
       with_columns({"a", "b"}),
       {{"1", "x"}}},
      {"blanks", "t.csv", "a,b\n 1 ,\tx\n", {}, {{" 1 ", "\tx"}}},
      {"blank lines", "t.csv", "a,b\n1,x\n\n2,y\n\n", {}, {{"1", "x"}, {"2", "y"}}},
      {"bytes that are not UTF-8", "t.csv", "a,b\n\xff\xfe,\xe9\n", {}, {{"\xff\xfe", "\xe9"}}},
  };
  const TempFolder folder;
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const ReadTable table = read_all(one.format, folder.write(one.file, one.content));
    CHECK(table.names == Strings{"a", "b"});
    CHECK(table.rows == one.rows);
  }
}

// Elsewhere blank lines are no rows; here they are the only way to write a missing value.
TEST_CASE("a blank line of a one-column file is a missing value", "[data]") {
  const TempFolder folder;
  const Rows expected = {{"1"}, {""}, {"2"}};
  CHECK(read_all(with_columns({"a"}), folder.write("t.csv", "1\n\n2\n")).rows == expected);
  CHECK(read_all(CsvConfig(), folder.write("h.csv", "a\n1\n\n2\n")).rows == expected);
}

TEST_CASE("CSV columns come in the order asked for", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv", "a,b,c\n1,2,3\n4,5,6\n");
  CHECK(read_all(CsvConfig(), path, {"c", "a"}).rows == Rows{{"3", "1"}, {"6", "4"}});
}

TEST_CASE("two columns of one name are an error", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("t.csv", "a,b,a\n1,2,3\n");
  const std::string message = error_of([&] { column_names(CsvConfig(), path); }, ExitCode::data);
  CHECK(message == path + ": two columns are named 'a'");
}

TEST_CASE("rows are as long as 1 MiB", "[data]") {
  const TempFolder folder;
  const std::string longer(700000, 'x'), longest((1 << 20) - 3, 'y');
  const std::string path =
      folder.write("t.csv", "a,b\n1,2\n" + longer + ",3\n4,5\n" + longest + ",6\n7,8\n");
  const Rows expected = {{"1", "2"}, {longer, "3"}, {"4", "5"}, {longest, "6"}, {"7", "8"}};
  CHECK((read_all(CsvConfig(), path).rows == expected));
}

// Blank lines are rows here, so half a line end may not become one.
TEST_CASE("CR and LF are one line end across the border of blocks", "[data]") {
  const TempFolder folder;
  const size_t rows = 100000;
  for (const size_t length : {13, 3, 17}) {  // divisors of 2^18 + 1, 2^19 + 1, 2^20 + 1
    std::string content;
    for (size_t i = 0; i < rows; ++i) content += std::string(length - 2, 'x') + "\r\n";
    CHECK(read_all(with_columns({"a"}), folder.write("t.csv", content)).rows.size() == rows);
  }
}

TEST_CASE("quoted newlines across the border of blocks cut no row", "[data]") {
  const TempFolder folder;
  std::string content = "id,text\n";
  const size_t rows = 30000;
  const std::string filler(90, 'x');
  for (size_t i = 0; i < rows; ++i) {
    content += std::to_string(i) + ",\"" + filler + "\n\"\"" + std::to_string(i * 7) + "\n\"\n";
  }
  REQUIRE(content.size() > 3u << 20);
  const ReadTable table = read_all(CsvConfig(), folder.write("t.csv", content));
  REQUIRE(table.rows.size() == rows);
  size_t wrong = 0;
  for (size_t i = 0; i < rows; ++i) {
    const std::string text = filler + "\n\"" + std::to_string(i * 7) + "\n";
    const bool right = table.rows[i] == Strings{std::to_string(i), text} &&
                       table.row_numbers[i] == static_cast<int64_t>(i) + 1;
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace mmoe
