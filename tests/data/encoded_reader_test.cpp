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
  std::vector<int64_t> blocks;  // rows of each
};

Read read_files(const DataConfig& data, const Strings& files, const Strings& keep = {}) {
  const Encoders encoders = fitted();
  EncodedReader reader(data, files, encoders, keep);
  Read read;
  while (reader.next()) {
    const Dataset& rows = reader.rows();
    read.blocks.push_back(rows.rows);
    read.numerics.insert(read.numerics.end(), rows.numerics.begin(), rows.numerics.end());
    read.ids.insert(read.ids.end(), rows.ids.begin(), rows.ids.end());
    for (size_t i = 0; i < reader.kept().size(); ++i) {
      if (i % keep.size() == 0) read.kept.emplace_back();
      read.kept.back().emplace_back(reader.kept()[i]);
    }
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

// The evaluator works in blocks of 1024 rows, whose contents may not depend on where files end.
TEST_CASE("rows come in equal numbers, each once, however files divide them", "[data]") {
  const TempFolder folder;
  const int64_t total = 60000;
  Strings files;
  int64_t row = 0;
  for (const int64_t end : {1, 1, 20000, 20007, 59000, 60000}) {
    std::string content = "n,c,id\n";
    for (; row < end; ++row) {
      content += std::to_string(row) + (row % 2 == 0 ? ",a," : ",b,") + std::to_string(row) + "\n";
    }
    files.push_back(folder.write(std::to_string(files.size()) + ".csv", content));
  }
  const Read read = read_files(CsvConfig(), files, {"id"});
  REQUIRE(read.numerics.size() == total);
  REQUIRE(read.kept.size() == total);
  CHECK(EncodedReader::kRows % 1024 == 0);
  std::vector<int64_t> blocks(total / EncodedReader::kRows, EncodedReader::kRows);
  blocks.push_back(total % EncodedReader::kRows);
  CHECK(read.blocks == blocks);
  int wrong = 0;
  for (size_t i = 0; i < total; ++i) {
    const bool right = read.numerics[i] == static_cast<float>(i) &&
                       read.ids[i] == static_cast<int32_t>(i % 2) + 1 &&
                       read.kept[i][0] == std::to_string(i);
    wrong += right ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the last rows may fill a block", "[data]") {
  const TempFolder folder;
  std::string content = "n,c\n";
  for (int64_t row = 0; row < EncodedReader::kRows; ++row) content += "1,a\n";
  CHECK(read_files(CsvConfig(), {folder.write("1.csv", content)}).blocks ==
        std::vector<int64_t>{EncodedReader::kRows});
}

// As in training, where they went through a dictionary.
TEST_CASE("rows are encoded as those of a table", "[data]") {
  const TempFolder folder;
  CsvConfig format;
  format.trim = true;
  format.missing = {"?", "-9"};
  const std::vector<FeatureConfig> features = {test::with_values(test::numeric("n"), 1),
                                               test::categorical("c"), test::categorical("d"),
                                               test::categorical("b", 1, 5)};
  const auto requests = test::requests_of(features);
  const RawTable table = test::table_of(
      "n,c,d,b\n1,x,7,0\n?, x ,,4\n-9,\"\",8.5,?\n 2 ,-9,7,3\n2,y,-9,3\n", requests, format);
  const Encoders encoders = fit_encoders(features, {}, table, test::all_rows(table));
  const std::string csv = folder.write(
      "1.csv", "d,b,c,n\n 7,1,x,1\n8.5,?,\ty ,? \n-9,2,?,2\n07,0,X,3\n , 4,new,\"-9\"\n");
  const std::string parquet = test::write_parquet(
      folder, test::arrow_table({{"n", array(arrow::float64(), "[1, null, -9, 2]")},
                                 {"b", array(arrow::int8(), "[4, null, -9, 0]")},
                                 {"c", array(arrow::utf8(), R"([" x", null, "?", "z"])")},
                                 {"d", array(arrow::float64(), "[7, 8.5, null, -9]")}}));
  for (const std::string& path : {csv, parquet}) {
    RawTable whole(requests, text_format(format));
    BadRows bad_rows(BadRow::fail);
    read_table(format_of(format, path), path, whole, bad_rows);
    EncodedReader reader(format, {path}, encoders, {});
    REQUIRE(reader.next());
    CHECK(test::same(reader.rows(), test::encoded(encoders, whole)));
    CHECK_FALSE(reader.next());
  }
}

TEST_CASE("every kind of feature is encoded as those of a table", "[data]") {
  const TempFolder folder;
  CsvConfig format;
  format.trim = true;
  format.missing = {"?"};
  const auto features = test::features_of(R"([
    {name: h, type: categorical, hash_buckets: 97},
    {name: g, type: categorical, num_buckets: 5, unknown: share},
    {name: n, type: numeric, bins: {quantiles: 3}, piecewise_linear: {bins: 3, dim: 4}},
    {name: m, type: numeric, number: false, piecewise_linear: {bins: 2}, missing: zero},
    {name: hn, type: combo, columns: [h, n], missing: unknown},
    {name: tags, type: multi, weight_column: w, table: words},
    {name: seen, type: sequence, separator: ";", length: 2, table: words},
    {name: last, type: categorical, table: words, missing: unknown}])");
  const auto requests = test::requests_of(features);
  const RawTable table = test::table_of(
      "h,g,n,m,tags,w,seen,last\n"
      "x, 1,1,0,a|b,1|2,c;d;a,a\ny,9,2,1,?,?,,b\n?,,3,2, a | ? |c,,?;b,?\n,0,?,?,b,0.5,a,c\n",
      requests, format);
  const Encoders encoders =
      encoders_from_bytes(to_bytes(fit_encoders(features, {}, table, test::all_rows(table))));
  const std::string csv =
      folder.write("1.csv",
                   "last,seen,w,tags,m,n,g,h\n a ,b;?;a;new, 3 |4,d|a,5,-3,7,x \n?,,,,?,?,?,?\n"
                   "new,d,,b|b|b|b,1,2.5,4,new\n");
  const std::string parquet = test::write_parquet(
      folder, test::arrow_table({{"h", array(arrow::int32(), "[7, null, 1000000]")},
                                 {"g", array(arrow::int8(), "[-4, null, 3]")},
                                 {"n", array(arrow::float64(), "[1, null, 2.5]")},
                                 {"m", array(arrow::float32(), "[1, null, 0.5]")},
                                 {"tags", array(arrow::utf8(), R"(["a|b", null, " c|?"])")},
                                 {"w", array(arrow::utf8(), R"(["1|2", "?", null])")},
                                 {"seen", array(arrow::utf8(), R"(["a;b;c", null, "x"])")},
                                 {"last", array(arrow::utf8(), R"([" b", null, "z"])")}}));
  for (const std::string& path : {csv, parquet}) {
    RawTable whole(requests, text_format(format));
    BadRows bad_rows(BadRow::fail);
    read_table(format_of(format, path), path, whole, bad_rows);
    EncodedReader reader(format, {path}, encoders, {});
    REQUIRE(reader.next());
    CHECK(reader.rows().value_count == 2 + 3);
    CHECK(test::same(reader.rows(), test::encoded(encoders, whole)));
    CHECK_FALSE(reader.next());
  }
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
