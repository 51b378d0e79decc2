#include "inspect/drift.h"

#include "inspect/label_drift.h"
#include "inspect/stability_index.h"
#include "support/catch.h"
#include "support/inspected.h"

namespace mmoe {

using test::csv_rows;
using test::Inspected;
using test::noise;
using test::summaries;
using test::Summaries;

namespace {

using Counts = std::vector<int64_t>;

// Rows f,y with f below 100 plus `shift`, and a label that is positive in `percent` of rows.
std::string rows_with(int count, int column, int shift, int percent = 50) {
  return csv_rows("f,y", count, [&](int row) {
    return std::to_string(noise(row, column, 100) + shift) + "," +
           (noise(row, column + 1, 100) < percent ? "1" : "0");
  });
}

Inspected table(const std::string& feature, const std::string& train, const std::string& test,
                const std::string& task = "binary") {
  return {"[" + feature + "]", "[{name: t, type: " + task + ", label: y}]", train, test};
}

Summaries columns(const Inspected& in) { return summaries(drifting_columns(in.data)); }
Summaries labels(const Inspected& in) { return summaries(drifting_labels(in.config, in.data)); }

constexpr const char* kNumber = "{name: f, type: numeric}";
constexpr const char* kCategory = "{name: f, type: categorical, num_buckets: 200}";

}  // namespace

TEST_CASE("the stability index of large samples is the textbook's", "[inspect]") {
  // (0.4 - 0.5) ln(0.4 / 0.5) + (0.6 - 0.5) ln(0.6 / 0.5)
  CHECK(stability_index(Counts{500000, 500000}, Counts{400000, 600000}) ==
        Approx(0.0405465).margin(1e-4));
}

TEST_CASE("the stability index is 0 for equal samples, empty ones and what chance explains",
          "[inspect]") {
  CHECK(stability_index(Counts{3, 4, 5}, Counts{30, 40, 50}) == 0);
  CHECK(stability_index(Counts{3, 4}, Counts{0, 0}) == 0);
  CHECK(stability_index(Counts{0, 0}, Counts{0, 0}) == 0);
  CHECK(stability_index(Counts{6, 4}, Counts{4, 6}) == 0);
}

TEST_CASE("a number that moved is pointed at, one that stayed is not", "[inspect]") {
  CHECK(columns(table(kNumber, rows_with(2000, 0, 0), rows_with(1000, 5, 30))) ==
        Summaries{"drift f test"});
  CHECK(columns(table(kNumber, rows_with(2000, 0, 0), rows_with(1000, 5, 0))).empty());
  CHECK(columns(table(kNumber, rows_with(2000, 0, 0), rows_with(1000, 5, 5))).empty());
}

TEST_CASE("a category whose values change places is pointed at", "[inspect]") {
  const auto values = [](int often) {
    return csv_rows("f,y", 1000, [&](int row) {
      return std::to_string(noise(row, 0, 10) < 7 ? often : noise(row, 1, 10)) + "," +
             std::to_string(noise(row, 2, 2));
    });
  };
  CHECK(columns(table(kCategory, values(1), values(2))) == Summaries{"drift f test"});
  CHECK(columns(table(kCategory, values(1), values(1))).empty());
}

TEST_CASE("small samples give no alarm", "[inspect]") {
  for (const char* feature : {kNumber, kCategory}) {
    for (const int rows : {1, 5, 20, 100}) {
      CAPTURE(feature, rows);
      CHECK(columns(table(feature, rows_with(200, 0, 0), rows_with(rows, 5, 0))).empty());
    }
  }
}

TEST_CASE("values that training does not know are not counted as drift", "[inspect]") {
  const char* const feature = "{name: f, type: categorical}";
  CHECK(columns(table(feature, rows_with(1000, 0, 0), rows_with(1000, 5, 500))).empty());
}

TEST_CASE("a binary label of other odds is pointed at", "[inspect]") {
  const std::string train = rows_with(5000, 0, 0, 10);
  CHECK(labels(table(kNumber, train, rows_with(5000, 5, 0, 30))) ==
        Summaries{"label_drift t test"});
  CHECK(labels(table(kNumber, train, rows_with(5000, 5, 0, 15))).empty());
  CHECK(labels(table(kNumber, train, rows_with(30, 5, 0, 30))).empty());  // may be chance
}

TEST_CASE("a regression's label that moved is pointed at", "[inspect]") {
  const auto values = [](int column, int shift) {
    return csv_rows("f,y", 1000, [&](int row) {
      return std::to_string(row) + "," + std::to_string(noise(row, column, 100) + shift);
    });
  };
  CHECK(labels(table(kNumber, values(0, 0), values(5, 40), "regression")) ==
        Summaries{"label_drift t test"});
  CHECK(labels(table(kNumber, values(0, 0), values(5, 0), "regression")).empty());
}

}  // namespace mmoe
