#include "data/stream.h"

#include "data/load.h"
#include "support/catch.h"

namespace mmoe {

namespace {

// Features and labels in another order than the generator's, or not all of them.
const char* const kPaper = R"(
name: test
data: {type: synthetic, generator: {type: paper, d: 3}, rows: 300, seed: 7}
features:
  - {name: x2, type: numeric, scale: none}
  - {name: [x0, x1], type: numeric, scale: none}
tasks:
  - {name: b, type: regression, label: y1}
  - {name: a, type: regression, label: y0}
model: {type: mmoe}
train: {steps: 1}
)";

const char* const kIds = R"(
name: test
data:
  type: synthetic
  generator: {type: random_ids, fields: 3, rows_per_field: 40, vocabulary: [7], tasks: 3}
  rows: 300
features:
  - {name: x2, type: categorical, num_buckets: 40}
  - {name: x0, type: categorical, num_buckets: 7}
tasks: [{name: c, type: binary, label: y2}, {name: a, type: binary, label: y0}]
model: {type: mmoe}
train: {steps: 1}
)";

const char* const kBinary = R"(
name: test
data: {type: synthetic, generator: {type: random_binary, d: 3}, rows: 300, seed: run}
features: [{name: "x*", type: numeric, scale: none}]
tasks: [{name: a, type: binary, label: y0}]
model: {type: mmoe}
train: {steps: 1, seed: 5}
)";

// All columns in the generator's order.
const char* const kAllIds = R"(
name: test
data: {type: synthetic, generator: {type: random_ids, fields: 3, rows_per_field: 40}, rows: 300}
features: [{name: "x*", type: categorical, num_buckets: 40}]
tasks: [{name: a, type: binary, label: y0}, {name: b, type: binary, label: y1}]
model: {type: mmoe}
train: {steps: 1}
)";

const char* const kAllNumbers = R"(
name: test
data: {type: synthetic, generator: {type: paper, d: 5}, rows: 300}
features: [{name: "x*", type: numeric, scale: none}]
tasks: [{name: a, type: regression, label: y0}, {name: b, type: regression, label: y1}]
model: {type: mmoe}
train: {steps: 1}
)";

TrainingData loaded(const std::string& yaml, bool stream) {
  RunConfig config = parse_config(yaml, "test");
  std::get<SyntheticConfig>(config.data).stream = stream;
  Log log(LogLevel::error);
  return load_training_data(config, "", log);
}

template <class T>
bool starts_with(const std::vector<T>& all, const std::vector<T>& part, size_t from) {
  return std::equal(part.begin(), part.end(), all.begin() + static_cast<std::ptrdiff_t>(from));
}

}  // namespace

TEST_CASE("a stream gives the rows of the finite table", "[data]") {
  for (const char* yaml : {kPaper, kIds, kBinary, kAllIds, kAllNumbers}) {
    CAPTURE(yaml);
    const TrainingData table = loaded(yaml, false), streamed = loaded(yaml, true);
    REQUIRE(table.train.rows == 300);
    REQUIRE(streamed.stream);
    CHECK_FALSE(table.stream);
    CHECK(streamed.train.rows == 0);
    Dataset rows;
    streamed.stream->fill(0, 300, rows);
    CHECK(rows.rows == 300);
    CHECK(rows.numeric_count == table.train.numeric_count);
    CHECK(rows.field_count == table.train.field_count);
    CHECK(rows.task_count == table.train.task_count);
    CHECK(rows.numerics == table.train.numerics);
    CHECK(rows.ids == table.train.ids);
    CHECK(rows.labels == table.train.labels);
    CHECK(rows.numerics.size() + rows.ids.size() > 0);
  }
}

TEST_CASE("a stream starts anywhere and reuses its buffers", "[data]") {
  for (const char* yaml : {kPaper, kAllNumbers}) {
    const TrainingData table = loaded(yaml, false), streamed = loaded(yaml, true);
    const auto width = static_cast<size_t>(table.train.numeric_count);
    Dataset rows;
    streamed.stream->fill(0, 10, rows);
    const float* buffer = rows.numerics.data();
    for (const uint64_t first : {100, 0, 290}) {
      streamed.stream->fill(first, 10, rows);
      CHECK(rows.numerics.data() == buffer);
      CHECK(rows.numerics.size() == 10 * width);
      CHECK(starts_with(table.train.numerics, rows.numerics, first * width));
      CHECK(starts_with(table.train.labels, rows.labels, first * 2));
    }
  }
}

TEST_CASE("a stream and its table agree on schema and other parts", "[data]") {
  TrainingData table = loaded(kIds, false);
  const TrainingData streamed = loaded(kIds, true);
  for (ColumnEncoder& column : table.encoders.columns) {
    std::get<CategoryEncoder>(column.encoder).common = 0;  // a stream counts no rows
  }
  CHECK(to_bytes(table.encoders) == to_bytes(streamed.encoders));
  REQUIRE(streamed.valid);
  CHECK(streamed.valid->ids == table.valid->ids);
  CHECK(streamed.test->labels == table.test->labels);
}

}  // namespace mmoe
