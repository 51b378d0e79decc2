// A stream of inputs that several runs share is the stream of each of them.
#include <thread>

#include "data/load.h"
#include "support/catch.h"

namespace mmoe {

namespace {

constexpr int64_t kBlock = SharedInputs::kBlockRows;

// Numbers, all of them; numbers and labels in another order; ids.
const char* const kAllNumbers = R"(
data: {type: synthetic, generator: {type: paper, d: 3}, stream: true, seed: run}
features: [{name: "x*", type: numeric, scale: none}]
tasks: [{name: a, type: regression, label: y0}, {name: b, type: regression, label: y1}]
)";
const char* const kSomeNumbers = R"(
data: {type: synthetic, generator: {type: random_binary, d: 3}, stream: true, seed: run}
features: [{name: [x2, x0], type: numeric, scale: none}]
tasks: [{name: b, type: binary, label: y1}]
)";
const char* const kIds = R"(
data: {type: synthetic, generator: {type: random_ids, fields: 2, tasks: 2}, stream: true, seed: 7}
features: [{name: "x*", type: categorical, num_buckets: 20000}]
tasks: [{name: a, type: binary, label: y0}, {name: b, type: binary, label: y1}]
)";
const char* const kAll[] = {kAllNumbers, kSomeNumbers, kIds};

RunConfig config_of(const std::string& yaml, int64_t seed) {
  const std::string rest = "name: test\nmodel: mmoe\ntrain: {steps: 1, seed: ";
  return parse_config(rest + std::to_string(seed) + "}\n" + yaml, "test");
}

TrainingData loaded(const RunConfig& config, std::shared_ptr<SharedInputs> inputs = nullptr) {
  Log log(LogLevel::error);
  return load_training_data(config, "", log, std::move(inputs));
}

std::shared_ptr<SharedInputs> shared_inputs(const RunConfig& config) {
  return std::make_shared<SharedInputs>(
      make_generator(std::get<SyntheticConfig>(config.data), config.train.seed));
}

bool equal(const Dataset& a, const Dataset& b) {
  return a.rows == b.rows && a.numeric_count == b.numeric_count && a.field_count == b.field_count &&
         a.task_count == b.task_count && a.numerics == b.numerics && a.ids == b.ids &&
         a.labels == b.labels;
}

}  // namespace

TEST_CASE("shared inputs: the rows of a plain stream, anywhere and across blocks", "[data]") {
  struct Stretch {
    int64_t first, rows;
  };
  for (const char* yaml : kAll) {
    CAPTURE(yaml);
    const RunConfig config = config_of(yaml, 3);
    const TrainingData plain = loaded(config), shared = loaded(config, shared_inputs(config));
    Dataset expected, found;
    for (const auto& [first, rows] :
         {Stretch{0, 1}, Stretch{0, kBlock}, Stretch{kBlock - 1, 1}, Stretch{kBlock - 1, 2},
          Stretch{kBlock, 5}, Stretch{100, 3 * kBlock}, Stretch{2 * kBlock - 7, kBlock + 14},
          Stretch{9 * kBlock + 1, 300}, Stretch{3, 10}, Stretch{1000 * kBlock - 5, 10}}) {
      CAPTURE(first, rows);
      plain.stream->fill(static_cast<uint64_t>(first), rows, expected);
      shared.stream->fill(static_cast<uint64_t>(first), rows, found);
      CHECK(found.rows == rows);
      const bool same = equal(found, expected);
      CHECK(same);
    }
  }
}

TEST_CASE("shared inputs: runs of other seeds share inputs, not labels", "[data]") {
  for (const char* yaml : {kAllNumbers, kSomeNumbers}) {
    CAPTURE(yaml);
    const auto inputs = shared_inputs(config_of(yaml, 1));
    Dataset rows[2];
    for (const int64_t seed : {1, 2}) {
      const RunConfig config = config_of(yaml, seed);
      const TrainingData shared = loaded(config, inputs), plain = loaded(config);
      Dataset& found = rows[seed - 1];
      shared.stream->fill(kBlock - 50, 100, found);
      Dataset expected;
      plain.stream->fill(kBlock - 50, 100, expected);
      const bool same = equal(found, expected);
      CHECK(same);
    }
    CHECK(rows[0].numerics == rows[1].numerics);
    CHECK(rows[0].labels != rows[1].labels);
  }
}

TEST_CASE("shared inputs: a block is made once and lent to all", "[data]") {
  const auto inputs = shared_inputs(config_of(kIds, 1));
  const auto first = inputs->block(5);
  CHECK(inputs->block(5) == first);
  for (uint64_t index = 6; index < 20; ++index) inputs->block(index);
  const auto again = inputs->block(5);  // made again, and the first is still whole
  CHECK(again != first);
  CHECK(again->ids == first->ids);
  CHECK(first->rows == kBlock);
}

TEST_CASE("shared inputs: threads that go over them at once get their own rows", "[data]") {
  constexpr int64_t kRows = 1000, kBatches = 40, kThreads = 4;
  const auto inputs = shared_inputs(config_of(kAllNumbers, 1));
  std::vector<int64_t> wrong(kThreads, -1);
  std::vector<std::thread> threads;
  for (int64_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      const RunConfig config = config_of(kAllNumbers, thread);
      const TrainingData shared = loaded(config, inputs), plain = loaded(config);
      Dataset found, expected;
      int64_t differing = 0;
      for (int64_t batch = 0; batch < kBatches; ++batch) {
        const auto first = static_cast<uint64_t>(batch * kRows);
        shared.stream->fill(first, kRows, found);
        plain.stream->fill(first, kRows, expected);
        if (!equal(found, expected)) ++differing;
      }
      wrong[static_cast<size_t>(thread)] = differing;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int64_t>(kThreads, 0));
}

TEST_CASE("rows held out of a stream are those that an evaluation makes", "[data]") {
  for (const char* yaml : kAll) {
    CAPTURE(yaml);
    RunConfig config = config_of(yaml, 3);
    std::get<SyntheticConfig>(config.data).test_rows = 100;
    const TrainingData data = loaded(config);
    Log log(LogLevel::error);
    CHECK(data.test->rows == 100);
    CHECK(equal(*data.test, load_evaluation_data(config, data.encoders, "", {}, log).rows));
  }
}

}  // namespace mmoe
