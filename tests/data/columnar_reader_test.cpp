#include "data/columnar_reader.h"

#include <functional>

#include "support/arrow_files.h"
#include "support/errors.h"
#include "support/tables.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::array;
using test::arrow_table;
using test::error_of;
using test::read_all;
using test::ReadTable;
using test::TempFolder;

namespace {

using Strings = std::vector<std::string>;
using Rows = std::vector<Strings>;

struct Format {
  const char* name;
  DataConfig config;
  std::function<std::string(const TempFolder&, const test::ArrowTable&, int64_t)> write;
};

const Format kFormats[] = {{"Parquet", ParquetConfig(), test::write_parquet},
                           {"Arrow file", ArrowConfig(), test::write_arrow_file},
                           {"Arrow stream", ArrowConfig(), test::write_arrow_stream}};

test::ArrowTable small_table() {
  return arrow_table({{"n", array(arrow::int32(), "[1, null, 3]")},
                      {"s", array(arrow::utf8(), R"(["x", "", null])")},
                      {"d", array(arrow::float64(), "[0.5, -2, null]")}});
}

}  // namespace

TEST_CASE("columns of every type become numbers or texts", "[data]") {
  const auto dictionary = arrow::dictionary(arrow::int8(), arrow::utf8());
  struct Case {
    std::shared_ptr<arrow::Array> values;
    Strings expected;
  };
  const Case cases[] = {
      {array(arrow::int8(), "[-1, null, 3]"), {"-1", "NA", "3"}},
      {array(arrow::int16(), "[-1, null, 3]"), {"-1", "NA", "3"}},
      {array(arrow::int32(), "[-1, null, 3]"), {"-1", "NA", "3"}},
      {array(arrow::int64(), "[-1, null, 3]"), {"-1", "NA", "3"}},
      {array(arrow::uint8(), "[255, null, 3]"), {"255", "NA", "3"}},
      {array(arrow::uint16(), "[1, null, 3]"), {"1", "NA", "3"}},
      {array(arrow::uint32(), "[4294967295, null, 3]"), {"4294967295", "NA", "3"}},
      {array(arrow::uint64(), "[1, null, 3]"), {"1", "NA", "3"}},
      {array(arrow::float32(), "[0.5, null, -2]"), {"0.5", "NA", "-2"}},
      {array(arrow::float64(), "[0.1, null, NaN]"), {"0.1", "NA", "NA"}},
      {array(arrow::boolean(), "[true, null, false]"), {"1", "NA", "0"}},
      {array(arrow::utf8(), R"(["x", null, ""])"), {"x", "NA", ""}},
      {array(arrow::large_utf8(), R"(["x", null, ""])"), {"x", "NA", ""}},
      {array(arrow::binary(), R"(["x", null, ""])"), {"x", "NA", ""}},
      {array(arrow::large_binary(), R"(["x", null, ""])"), {"x", "NA", ""}},
      {array(arrow::utf8_view(), R"(["x", null, "longer than twelve"])"),
       {"x", "NA", "longer than twelve"}},
      {array(arrow::binary_view(), R"(["x", null, ""])"), {"x", "NA", ""}},
      {array(arrow::dictionary(arrow::int8(), arrow::int32()), "[7, null, 9]"), {"7", "NA", "9"}},
      {array(arrow::fixed_size_binary(2), R"(["xy", null, "zz"])"), {"xy", "NA", "zz"}},
      {array(dictionary, R"(["x", null, "x"])"), {"x", "NA", "x"}},
      {array(arrow::timestamp(arrow::TimeUnit::SECOND), R"(["2022-04-29 01:02:03", null, 0])"),
       {"2022-04-29 01:02:03", "NA", "1970-01-01 00:00:00"}},
      {array(arrow::date32(), "[0, null, 19111]"), {"1970-01-01", "NA", "2022-04-29"}},
      {array(arrow::decimal128(5, 2), R"(["1.50", null, "-0.25"])"), {"1.50", "NA", "-0.25"}},
      {array(arrow::null(), "[null, null, null]"), {"NA", "NA", "NA"}}};
  for (const Format& format : kFormats) {
    for (const Case& one : cases) {
      CAPTURE(format.name, one.values->type()->ToString());
      const TempFolder folder;
      const auto table =
          read_all(format.config, format.write(folder, arrow_table({{"c", one.values}}), 1 << 20));
      REQUIRE(table.rows.size() == 3);
      // Parquet knows no seconds: Arrow writes milliseconds.
      const Strings read = {table.rows[0][0], table.rows[1][0], table.rows[2][0]};
      for (size_t i = 0; i < 3; ++i) CHECK(read[i].substr(0, 19) == one.expected[i]);
    }
  }
}

// A double has 53 bits; ids made by hashing have 64.
TEST_CASE("large whole numbers keep all their digits", "[data]") {
  const auto signed_ids = array(arrow::int64(), "[9007199254740993, -1000000000000001, 5]");
  const auto unsigned_ids = array(arrow::uint64(), "[18446744073709551615, null, 5]");
  for (const Format& format : kFormats) {
    CAPTURE(format.name);
    const TempFolder folder;
    const auto table = arrow_table({{"a", signed_ids}, {"b", unsigned_ids}});
    const Rows expected = {
        {"9007199254740993", "18446744073709551615"}, {"-1000000000000001", "NA"}, {"5", "5"}};
    CHECK(read_all(format.config, format.write(folder, table, 1 << 20)).rows == expected);
  }
}

TEST_CASE("columns come in the order asked for, rows are numbered", "[data]") {
  for (const Format& format : kFormats) {
    for (const int64_t batch : {1, 2, 100}) {
      CAPTURE(format.name, batch);
      const TempFolder folder;
      const std::string path = format.write(folder, small_table(), batch);
      CHECK(column_names(format.config, path) == Strings{"n", "s", "d"});
      const ReadTable table = read_all(format.config, path, {"d", "n"});
      CHECK(table.rows == Rows{{"0.5", "1"}, {"-2", "NA"}, {"NA", "3"}});
      CHECK(table.row_numbers == std::vector<int64_t>{1, 2, 3});
    }
  }
}

TEST_CASE("a table without rows has columns all the same", "[data]") {
  for (const Format& format : kFormats) {
    CAPTURE(format.name);
    const TempFolder folder;
    const auto empty = arrow_table({{"a", array(arrow::int32(), "[]")}});
    const ReadTable table = read_all(format.config, format.write(folder, empty, 1 << 20));
    CHECK(table.names == Strings{"a"});
    CHECK(table.rows.empty());
  }
}

// A dictionary of printed values may be longer than its column.
TEST_CASE("dictionaries of dates keep their texts", "[data]") {
  const auto type = arrow::dictionary(arrow::int8(), arrow::date32());
  const auto values =
      arrow::json::DictArrayFromJSONString(type, "[3, null, 0]", "[0, 1, 2, 3, 4, 5]").ValueOrDie();
  const TempFolder folder;
  const std::string path = write_arrow_stream(folder, arrow_table({{"a", values}}));
  CHECK(read_all(ArrowConfig(), path).rows == Rows{{"1970-01-04"}, {"NA"}, {"1970-01-01"}});
}

TEST_CASE("two columns of one name are an error in every format", "[data]") {
  const auto values = array(arrow::int32(), "[1]");
  for (const Format& format : kFormats) {
    CAPTURE(format.name);
    const TempFolder folder;
    const std::string path =
        format.write(folder, arrow_table({{"a", values}, {"a", values}}), 1 << 20);
    CHECK(error_of([&] { column_names(format.config, path); }, ExitCode::data) ==
          path + ": two columns are named 'a'");
  }
}

TEST_CASE("a columnar file that is cut, empty or another thing is a data error", "[data]") {
  for (const Format& format : kFormats) {
    CAPTURE(format.name);
    const TempFolder folder;
    const std::string content = read_file(format.write(folder, small_table(), 1));
    for (const std::string& damaged :
         {content.substr(0, content.size() / 2), content.substr(0, 9), std::string("a,b\n1,2\n"),
          std::string("x"), std::string()}) {
      CAPTURE(damaged.size());
      const std::string path = folder.write("damaged", damaged);
      CHECK_THAT(error_of([&] { read_all(format.config, path); }, ExitCode::data),
                 ContainsSubstring(path + ": "));
    }
    CHECK_THAT(error_of([&] { column_names(format.config, folder.file("none")); }, ExitCode::data),
               ContainsSubstring("no such file"));
  }
}

}  // namespace mmoe
