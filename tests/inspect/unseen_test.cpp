#include "inspect/unseen.h"

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

// 100 training rows with values 0 to 9, and 100 test rows of which `strange` have other values.
Inspected with_strange(const std::string& feature, int strange) {
  const auto line = [](int value, int row) {
    return std::to_string(value) + "," + std::to_string(noise(row, 0, 2));
  };
  return {"[" + feature + "]", "[{name: t, type: binary, label: y}]",
          csv_rows("f,y", 100, [&](int row) { return line(row % 10, row); }),
          csv_rows("f,y", 100,
                   [&](int row) { return line(row < strange ? 50 + row % 5 : row % 10, row); })};
}

Summaries found(const Inspected& in) {
  return summaries(unseen_columns(in.data, unseen_values(in.data)));
}

}  // namespace

TEST_CASE("values that training has not are counted, whatever they are coded by", "[inspect]") {
  for (const char* more :
       {"categorical", "multi", "categorical, num_buckets: 100",
        "categorical, hash_buckets: 1000000", "numeric, values: {min_count: 1}"}) {
    INFO(more);
    const Inspected in = with_strange(std::string("{name: f, type: ") + more + "}", 30);
    const std::vector<UnseenValues> unseen = unseen_values(in.data);
    REQUIRE(unseen.size() == 1);
    CHECK(unseen.front().column == "f");
    CHECK(unseen.front().shares == std::vector<double>{0, 0.3});
    CHECK(found(in).empty());
  }
}

TEST_CASE("more than half of unknown values is a finding", "[inspect]") {
  CHECK(found(with_strange("{name: f, type: categorical}", 49)).empty());
  CHECK(found(with_strange("{name: f, type: categorical}", 50)) == Summaries{"unseen f test"});
}

TEST_CASE("values that are as rare in training are no matter of the test", "[inspect]") {
  CHECK(found(with_strange("{name: f, type: categorical, min_count: 50}", 100)).empty());
}

TEST_CASE("without further parts there is nothing unseen", "[inspect]") {
  const Inspected in("[{name: f, type: categorical}]", "[{name: t, type: binary, label: y}]",
                     csv_rows("f,y", 10, [](int row) { return row < 5 ? "a,0" : "b,1"; }));
  CHECK(found(in).empty());
}

}  // namespace mmoe
