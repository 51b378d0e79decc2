// Rows without any relation between inputs and labels, data/generator.h.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "data/generator.h"
#include "support/catch.h"

namespace mmoe {

namespace {

Dataset rows_of(const GeneratorConfig& generator, int64_t rows) {
  SyntheticConfig config;
  config.generator = generator;
  Dataset out;
  make_generator(config, 1)->fill(PartName::train, 0, rows, out);
  return out;
}

double mean_of(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("random binary labels are balanced as asked and know no input", "[data]") {
  RandomBinaryGenerator binary;
  binary.d = 2;
  binary.tasks = 2;
  binary.positives = 0.3;
  const size_t n = 100000;
  const Dataset rows = rows_of(binary, n);
  CHECK(mean_of(rows.labels) == Approx(0.3).margin(0.005));
  CHECK(mean_of(rows.numerics) == Approx(0.5).margin(0.005));
  CHECK(std::ranges::min(rows.numerics) >= 0);
  CHECK(std::ranges::max(rows.numerics) <= 1);
  double both = 0, with_input = 0;
  for (size_t row = 0; row < n; ++row) {
    both += rows.labels[row * 2] * rows.labels[row * 2 + 1];
    with_input += (rows.numerics[row * 2] - 0.5f) * rows.labels[row * 2];
  }
  CHECK(both / n == Approx(0.09).margin(0.005));
  CHECK(with_input / n == Approx(0).margin(0.002));
}

TEST_CASE("the share of positives may be none or all", "[data]") {
  RandomBinaryGenerator binary;
  for (const double share : {0.0, 1.0}) {
    binary.positives = share;
    CHECK(mean_of(rows_of(binary, 1000).labels) == share);
  }
}

TEST_CASE("random ids fill the range of their column", "[data]") {
  RandomIdsGenerator ids;
  ids.fields_count = 4;
  ids.rows_per_field = 5;
  ids.vocabulary = {1, 3};
  ids.positives = 0.2;
  const Dataset rows = rows_of(ids, 10000);
  std::vector<std::map<int32_t, int>> counts(4);
  for (size_t i = 0; i < rows.ids.size(); ++i) ++counts[i % 4][rows.ids[i]];
  const size_t sizes[] = {1, 3, 5, 5};
  for (size_t column = 0; column < 4; ++column) {
    CAPTURE(column);
    REQUIRE(counts[column].size() == sizes[column]);
    CHECK(counts[column].begin()->first == 0);
    CHECK(counts[column].rbegin()->first == static_cast<int32_t>(sizes[column]) - 1);
    for (const auto& [id, count] : counts[column]) {
      CHECK(std::abs(count - 10000 / static_cast<int>(sizes[column])) < 250);
    }
  }
  CHECK(mean_of(rows.labels) == Approx(0.2).margin(0.01));
}

}  // namespace mmoe
