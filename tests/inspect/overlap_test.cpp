#include "inspect/overlap.h"

#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

constexpr const char* kFeatures = "[{name: f, type: numeric}, {name: c, type: categorical}]";
constexpr const char* kTask = "[{name: t, type: binary, label: y}]";

// Rows f,c,y from `first` on, each different from all others unless f repeats after `period` rows.
std::string rows_from(int first, int count, int period = 1000000) {
  return csv_rows("f,c,y", count, [&](int i) {
    const int row = first + i;
    return std::to_string(row % period) + "," + std::to_string(noise(row % period, 0, 3)) + "," +
           std::to_string(noise(row % period, 1, 2));
  });
}

Summaries found(const std::string& train, const std::string& test) {
  return summaries(overlapping_parts(Inspected(kFeatures, kTask, train, test).data));
}

}  // namespace

TEST_CASE("test rows that are training rows are counted", "[inspect]") {
  const Inspected in(kFeatures, kTask, rows_from(0, 1000), rows_from(900, 1000));
  const std::vector<Finding> findings = overlapping_parts(in.data);
  CHECK(summaries(findings) == Summaries{"overlap test"});
  CHECK_THAT(findings.front().problem, ContainsSubstring("100 of its 1,000 rows (10.0 %)"));
}

TEST_CASE("a few common rows are no overlap", "[inspect]") {
  CHECK(found(rows_from(0, 1000), rows_from(1000, 1000)).empty());
  CHECK(found(rows_from(0, 1000), rows_from(985, 1000)).empty());
}

TEST_CASE("rows that have twins by nature are no overlap", "[inspect]") {
  CHECK(found(rows_from(0, 1000, 100), rows_from(1000, 500, 100)).empty());
}

TEST_CASE("a file that is read twice is named", "[inspect]") {
  Inspected in(kFeatures, kTask, rows_from(0, 100), rows_from(100, 100));
  in.data.files.emplace_back(in.folder.path() + "/./train.csv", 100);
  const std::vector<Finding> findings = overlapping_parts(in.data);
  CHECK(summaries(findings) == Summaries{"repeated_file"});
  CHECK_THAT(findings.front().problem, ContainsSubstring("train.csv"));
}

}  // namespace mmoe
