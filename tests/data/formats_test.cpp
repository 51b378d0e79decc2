// The same table in every format, data/load.h.
#include "data/load.h"
#include "support/arrow_files.h"
#include "support/encoding.h"
#include "support/loading.h"

namespace mmoe {

using test::array;
using test::config_of;
using test::same;
using test::TempFolder;
using test::trained;

// Numbers, texts, nulls and labels: one table in four formats.
TEST_CASE("every format encodes to the same rows", "[data]") {
  const TempFolder folder;
  folder.write("table.csv", "n,c,y\n1,x,1\n,7,0\n-2.5,,\n3,x,1\n9007199254740993,y,0\n");
  const auto table =
      test::arrow_table({{"n", array(arrow::float64(), "[1, null, -2.5, 3, 9007199254740993]")},
                         {"c", array(arrow::dictionary(arrow::int32(), arrow::utf8()),
                                     R"(["x", "7", null, "x", "y"])")},
                         {"y", array(arrow::boolean(), "[true, false, null, true, false]")}});
  test::write_parquet(folder, table, 2);
  test::write_arrow_file(folder, table, 2);
  test::write_arrow_stream(folder, table, 2);
  const TrainingData csv = trained(config_of("type: csv, train: table.csv"), folder);
  CHECK(csv.train.rows == 5);
  for (const char* data : {"type: parquet, train: table.parquet", "type: arrow, train: table.arrow",
                           "type: arrow, train: table.arrows"}) {
    CAPTURE(data);
    const TrainingData other = trained(config_of(data), folder);
    CHECK(same(other.train, csv.train));
    CHECK(to_bytes(other.encoders) == to_bytes(csv.encoders));
  }
}

TEST_CASE("whole numbers are the same categories and conditions in every format", "[data]") {
  const TempFolder folder;
  folder.write("table.csv", "n,c,y\n1,10,1\n2,1000000000000001,0\n3,,1\n3,10,0\n");
  test::write_parquet(
      folder, test::arrow_table({{"n", array(arrow::int64(), "[1, 2, 3, 3]")},
                                 {"c", array(arrow::int64(), "[10, 1000000000000001, null, 10]")},
                                 {"y", array(arrow::int8(), "[1, 0, 1, 0]")}}));
  const std::string rest = ", valid: {from: train, where: \"c = 10 and n > 1\"}";
  const TrainingData csv = trained(config_of("type: csv, train: table.csv" + rest), folder);
  const TrainingData parquet =
      trained(config_of("type: parquet, train: table.parquet" + rest), folder);
  CHECK(csv.train.rows == 3);
  CHECK(same(csv.train, parquet.train));
  CHECK(same(csv.valid.value(), parquet.valid.value()));
  CHECK(to_bytes(csv.encoders) == to_bytes(parquet.encoders));
}

}  // namespace mmoe
