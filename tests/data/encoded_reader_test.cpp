#include "data/encoded_reader.h"

#include <cmath>

#include "support/arrow_files.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::array;
using test::error_of;
using test::TempFolder;

namespace {

using Strings = std::vector<std::string>;

Encoders fitted() {
  const std::vector<FeatureConfig> features = {test::numeric("n", Scale::none),
                                               test::categorical("c")};
  const std::vector<TaskConfig> tasks = {test::binary("t", "y")};
  const RawTable table =
      test::table_of("n,c,y\n1,a,1\n2,b,0\n", test::requests_of(features, tasks));
  return fit_encoders(features, tasks, table, test::all_rows(table));
}

struct Read {
  std::vector<float> numerics;
  std::vector<int32_t> ids;
  std::vector<Strings> kept;
  int blocks = 0;
};

Read read_files(const DataConfig& data, const Strings& files, const Strings& keep = {}) {
  const Encoders encoders = fitted();
  EncodedReader reader(data, files, encoders, keep);
  Read read;
  for (; reader.next(); ++read.blocks) {
    const Dataset& rows = reader.rows();
    read.numerics.insert(read.numerics.end(), rows.numerics.begin(), rows.numerics.end());
    read.ids.insert(read.ids.end(), rows.ids.begin(), rows.ids.end());
    read.kept.insert(read.kept.end(), reader.kept().begin(), reader.kept().end());
    CHECK(std::isnan(rows.labels.at(0)));
  }
  return read;
}

}  // namespace

TEST_CASE("files are encoded one after the other, labels aside", "[data]") {
  const TempFolder folder;
  const Read read = read_files(
      CsvConfig(), {folder.write("1.csv", "n,c\n5,b\n6,\n"), folder.write("none.csv", "n,c\n"),
                    folder.write("2.csv", "c,n\na,7\nnew,8\n")});
  CHECK(read.numerics == std::vector<float>{5, 6, 7, 8});
  CHECK(read.ids == std::vector<int32_t>{2, 0, 1, 0});
  CHECK(read.kept.empty());
}

TEST_CASE("kept columns are texts as they were", "[data]") {
  const TempFolder folder;
  CsvConfig format;
  format.trim = true;
  format.missing = {"?"};
  const std::string path = folder.write("1.csv", "n,c,id\n5, b ,0x7\n?,?, \n");
  const Read read = read_files(format, {path}, {"id", "c"});
  CHECK(read.kept == std::vector<Strings>{{"0x7", " b "}, {" ", "?"}});
  CHECK(read.ids == std::vector<int32_t>{2, 0});
  const std::string parquet = test::write_parquet(
      folder, test::arrow_table({{"n", array(arrow::int32(), "[1000000, null]")},
                                 {"c", array(arrow::utf8(), R"(["a", null])")},
                                 {"d", array(arrow::float64(), "[0.1, -2]")}}));
  CHECK(read_files(format, {parquet}, {"n", "c", "d"}).kept ==
        std::vector<Strings>{{"1000000", "a", "0.1"}, {"", "", "-2"}});
}

TEST_CASE("a large file comes in blocks, every row once", "[data]") {
  const TempFolder folder;
  const size_t rows = 100000;
  std::string content = "n,c,id\n";
  for (size_t i = 0; i < rows; ++i) content += std::to_string(i) + ",a," + std::to_string(i) + "\n";
  const Read read = read_files(CsvConfig(), {folder.write("1.csv", content)}, {"id"});
  CHECK(read.blocks > 1);
  REQUIRE(read.numerics.size() == rows);
  REQUIRE(read.kept.size() == rows);
  size_t wrong = 0;
  for (size_t i = 0; i < rows; ++i) {
    const bool right =
        read.numerics[i] == static_cast<float>(i) && read.kept[i][0] == std::to_string(i);
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

// Predictions go row for row, so none may be left out, whatever training did.
TEST_CASE("bad rows end prediction", "[data]") {
  const TempFolder folder;
  const std::string path = folder.write("1.csv", "n,c\n5,b\nx,b\n6\n7,a\n");
  CsvConfig skip;
  skip.on_bad_row = BadRow::skip;
  for (const CsvConfig& config : {CsvConfig(), skip}) {
    CHECK_THAT(error_of([&] { read_files(config, {path}); }, ExitCode::data),
               ContainsSubstring(path + ", row ") && ContainsSubstring("row for row"));
  }
  CHECK_THAT(error_of([&] { read_files(skip, {path}, {"cc"}); }, ExitCode::data),
             ContainsSubstring("no column 'cc'; did you mean 'c'?"));
}

TEST_CASE("a file's ending tells its format, else the config does", "[data]") {
  CsvConfig csv;
  csv.delimiter = ";";
  const ParquetConfig parquet;
  const ArrowConfig arrow;
  struct Case {
    DataConfig data;
    const char* path;
    DataConfig expected;
  };
  const Case cases[] = {{csv, "a.csv", csv},          {csv, "a.data.gz", csv},
                        {csv, "a.parquet", parquet},  {csv, "a.feather", arrow},
                        {parquet, "part-0", parquet}, {parquet, "a.csv.gz", CsvConfig()},
                        {parquet, "a.arrow", arrow},  {arrow, "a.arrows", arrow},
                        {arrow, "a.bin", arrow},      {SyntheticConfig(), "a.txt", CsvConfig()}};
  for (const Case& one : cases) {
    CAPTURE(one.data.index(), one.path);
    CHECK((format_of(one.data, one.path) == one.expected));
  }
}

}  // namespace mmoe
