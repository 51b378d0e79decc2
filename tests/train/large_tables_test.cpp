// Runs with large tables are those with the tables dense.
#include "support/torch_test.h"

#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/safetensors.h"

namespace mmoe {

using namespace test;

namespace {

// A table is large from 16,384 rows on and has one row more than buckets: these two runs differ in
// nothing else. No row has an id from 16,000 on.
constexpr int64_t kDenseBuckets = 16382, kLargeBuckets = 16383, kDim = 4;

struct TableRun {
  RunConfig config;
  TrainingData data;
  Record record;
  TrainingResult result;
  std::string decisions;

  TableRun(int64_t buckets, const std::string& train, const Cores& cores = {}) {
    config = parse_config(R"(
name: test
data:
  type: synthetic
  generator: {type: random_ids, fields: 3, rows_per_field: 9, vocabulary: [16000, 3000], tasks: 2}
  rows: 9000
  valid_rows: 500
  test_rows: 500
features:
  - {name: x0, type: categorical, dim: 4, num_buckets: )" +
                              std::to_string(buckets) + R"(}
  - {name: x1, type: categorical, dim: 3, num_buckets: 3000}
  - {name: x2, type: categorical, dim: 3, num_buckets: 9}
tasks: [{name: a, type: binary, label: y0}, {name: b, type: binary, label: y1}]
model: {type: mmoe, experts: {count: 2, hidden: [6], batch_norm: true, dropout: 0.1}}
train: )" + train,
                          "test");
    Log log(LogLevel::error);
    data = load_training_data(config, "", log);
    Trainer trainer(config, data, of(at::kFloat), cores);
    result = trainer.train(record);
    for (const std::string& line : trainer.decisions()) decisions += line + "\n";
  }

  SafeTensors file(const std::string& name) const {
    return parse_safetensors(record.files.at(name), name);
  }
};

bool is_of_model(const StoredTensor& tensor) {
  return tensor.name != "encoders" && !tensor.name.starts_with("training.");
}

// Catch2 cannot print them.
bool same_values(const MetricValues& a, const MetricValues& b) { return a == b; }

// The weights and metrics of a run with its first table large are those of one with it dense.
void check_same_run(const TableRun& large, const TableRun& dense) {
  for (const char* name : {"best", "last"}) {
    const SafeTensors a = large.file(name), b = dense.file(name);
    for (const StoredTensor& tensor : b.tensors) {
      if (!is_of_model(tensor)) continue;
      CAPTURE(name, tensor.name);
      const std::string_view bytes = a.tensor(tensor.name).bytes;
      const bool is_table = tensor.name.find("table_0") != std::string::npos;
      CHECK(bytes.size() == tensor.bytes.size() + (is_table ? kDim * sizeof(float) : 0));
      CHECK(bytes.substr(0, tensor.bytes.size()) == tensor.bytes);
    }
  }
  CHECK(same_values(large.result.test, dense.result.test));
  CHECK(same_values(large.result.valid, dense.result.valid));
  REQUIRE(large.record.steps.size() == dense.record.steps.size());
  for (size_t i = 0; i < large.record.steps.size(); ++i) {
    CHECK(same_values(large.record.steps[i].second, dense.record.steps[i].second));
  }
}

}  // namespace

TEST_CASE("large tables: a run has the bytes of one with the table dense", "[train]") {
  for (const std::string train :
       {"{epochs: 2, batch_size: 256, validate_every: 9, log_every: 1, optimizer: {type: adam, "
        "learning_rate: 0.01, embedding_l2: 0.001}, schedule: {type: one_cycle}}",
        "{steps: 40, batch_size: 100, validate_every: 13, optimizer: {type: adamw, "
        "learning_rate: 0.01, weight_decay: 0.1}, schedule: {type: cosine, warmup: 0.2}}",
        "{steps: 30, batch_size: 250, optimizer: {type: adam, learning_rate: 0.01}}",
        "{steps: 30, batch_size: 250, optimizer: {type: sgd, learning_rate: 0.5}}",
        "{steps: 30, batch_size: 250, optimizer: {type: adagrad, learning_rate: 0.05}}",
        "{steps: 30, batch_size: 250, optimizer: {type: adam, embedding_learning_rate: 0.03}}",
        "{steps: 30, batch_size: 250, validate_every: 9, optimizer: {type: adam, embedding_l2: "
        "0.01}, ema: 0.9}",
        "{steps: 30, batch_size: 250, optimizer: {type: adamw}, freeze: [\"*.table_0_*\"]}"}) {
    for (const int threads : {1, 2}) {
      CAPTURE(train, threads);
      const TableRun large(kLargeBuckets, train, {threads, threads});
      const TableRun dense(kDenseBuckets, train, {threads, threads});
      CHECK_THAT(large.decisions, Catch::Matchers::ContainsSubstring("16,384 rows"));
      CHECK_THAT(dense.decisions, !Catch::Matchers::ContainsSubstring("exactly"));
      check_same_run(large, dense);
    }
  }
}

TEST_CASE("large tables: a clipped run differs from a dense one in the norm's last digits only",
          "[train]") {
  const std::string train =
      "{steps: 30, batch_size: 250, clip_norm: 0.05, optimizer: {type: sgd, learning_rate: 0.5}}";
  const TableRun large(kLargeBuckets, train), dense(kDenseBuckets, train);
  const TableRun free(kLargeBuckets,
                      "{steps: 30, batch_size: 250, optimizer: {type: sgd, learning_rate: 0.5}}");
  CHECK_FALSE(same_values(large.result.test, free.result.test));
  for (const auto& [name, value] : dense.result.test) {
    CAPTURE(name);
    CHECK(*find_metric(large.result.test, name) == Approx(*value).epsilon(1e-5));
  }
}

TEST_CASE("large tables: two threads come as near to one as rounding lets them", "[train]") {
  const std::string train = "{steps: 30, batch_size: 250, optimizer: {type: sgd}}";
  const TableRun one(kLargeBuckets, train, {1, 1}), two(kLargeBuckets, train, {2, 2});
  for (const auto& [name, value] : one.result.test) {
    CAPTURE(name);
    CHECK(*find_metric(two.result.test, name) == Approx(*value).epsilon(1e-6));
  }
  CHECK(one.record.files.at("last") != two.record.files.at("last"));
}

TEST_CASE("large tables: batches made ahead give the same files", "[train]") {
  const std::string train = "{epochs: 4, batch_size: 4000, optimizer: {type: adam}}";
  const TableRun at_once(kLargeBuckets, train, {1, 1}), ahead(kLargeBuckets, train, {2, 1});
  CHECK_THAT(ahead.decisions, Catch::Matchers::ContainsSubstring("16,384 rows"));
  CHECK(ahead.record.files.at("best") == at_once.record.files.at("best"));
  CHECK(ahead.record.files.at("last") == at_once.record.files.at("last"));
}

TEST_CASE("large tables: a table optimizer is another run, and names itself", "[train]") {
  const std::string rest = "steps: 30, batch_size: 250, optimizer: {type: adam}";
  const TableRun exact(kLargeBuckets, "{" + rest + "}");
  for (const std::string type : {"lazy_adam", "row_wise_adagrad", "sgd"}) {
    CAPTURE(type);
    const std::string train = "{" + rest + ", table_optimizer: " + type + "}";
    const TableRun other(kLargeBuckets, train);
    CHECK_THAT(other.decisions,
               Catch::Matchers::ContainsSubstring("16,384 rows, " + type + ", by touched rows"));
    CHECK(other.record.files.at("last") != exact.record.files.at("last"));
    // Without a large table there is nothing for it to do.
    const TableRun unused(kDenseBuckets, train), dense(kDenseBuckets, "{" + rest + "}");
    CHECK(same_values(unused.result.test, dense.result.test));
    CHECK_THAT(unused.decisions, Catch::Matchers::ContainsSubstring("table_optimizer is not used"));
  }
}

}  // namespace mmoe
