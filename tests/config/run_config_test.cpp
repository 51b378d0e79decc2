#include "config/run_config.h"

#include <filesystem>

#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

namespace fs = std::filesystem;
using test::small_config;

TEST_CASE("defaults are plain", "[config]") {
  const RunConfig config = small_config();
  CHECK(config.name == "small");
  CHECK(config.train.epochs == 1);
  CHECK(std::get<AdamConfig>(config.train.optimizer).learning_rate == 1e-3);
  CHECK(std::get<ConstantSchedule>(config.train.schedule).warmup == 0);
  CHECK(config.train.early_stop.monitor == "loss");
  CHECK_FALSE(std::get<MmoeConfig>(config.model).experts.batch_norm);
  CHECK_FALSE(std::get<MmoeConfig>(config.model).tower.batch_norm);
  CHECK(std::get<NumericFeature>(config.features[0]).scale == Scale::standard);
  CHECK(std::get<CategoricalFeature>(config.features[1]).init_deviation == 0.05);
  CHECK(base_of(config.tasks[0]).weight == 1);
  CHECK(std::get<CsvConfig>(config.data).on_bad_row == BadRow::fail);
}

TEST_CASE("an epoch is the length only where no other is given", "[config]") {
  CHECK_FALSE(small_config({"train.steps=5"}).train.epochs);
  CHECK(small_config({"train.epochs=3"}).train.epochs == 3);
  CHECK(small_config({"train.epochs=3", "train.steps=5"}).train.steps == 5);
}

TEST_CASE("the example of the documentation loads", "[config]") {
  const RunConfig config = parse_config(R"(
name: census_mmoe
data:
  type: csv
  columns: [age, class_worker, income_50k]   # the file has no header
  trim: true
  missing: ["?"]
  train: census-income/census-income.data.gz
  test:  census-income/census-income.test.gz
  valid: {from: test, fraction: 0.5, seed: 1}
features:
  - {name: [age, wage], type: numeric, scale: standard, values: {min_count: 10, dim: 8}}
  - {name: [class_worker, det_occ_code], type: categorical, dim: 8}
tasks:
  - {name: income, type: binary, label: {column: income_50k, positive: ["50000+."]}, metrics: [auc]}
  - {name: never_married, type: binary, label: {column: marital, positive: ["Never"]}, weight: 2}
model:
  type: mmoe
  experts: {count: 8, hidden: [64, 32], activation: relu, batch_norm: true}
  gate: {type: softmax, hidden: [], bias: false}
  tower: {hidden: [16], batch_norm: true}
train:
  epochs: 4
  optimizer: {type: adam, learning_rate: 0.006, l2: 0.0001, embedding_l2: 0.00001}
  schedule: {type: one_cycle, warmup: 0.1}
  early_stop: {monitor: auc_income, patience: 3}
)",
                                        "census.yaml");
  CHECK(config.name == "census_mmoe");
  const auto& data = std::get<CsvConfig>(config.data);
  CHECK(data.valid->from == PartName::test);
  CHECK(data.train.files.values.size() == 1);
  CHECK(data.missing == std::vector<std::string>{"?"});
  CHECK(std::get<MmoeConfig>(config.model).experts.hidden == std::vector<int64_t>{64, 32});
  CHECK(base_of(config.tasks[1]).weight == 2);
  CHECK(base_of(config.tasks[0]).label.positive == std::vector<std::string>{"50000+."});
  CHECK(config.train.early_stop.patience == 3);
  CHECK(parse_config(to_yaml(config), "again") == config);
}

TEST_CASE("the effective config reads back as an equal config", "[config]") {
  const std::string part = "data.test={files: [a, b]}";
  const std::vector<std::vector<std::string>> cases = {
      {},
      {"name='7'", "data.missing=['NULL', 'null', '', '?']", "data.delimiter=\"\\t\""},
      {part, "data.valid={from: test, where: \"date >= 20220429 and x in ('a', 'b')\"}"},
      {"data={type: parquet, train: [a, b], on_bad_row: skip}"},
      {"data={type: arrow, train: a, test: {from: train, fraction: 0.1, seed: 3}}"},
      {"data={type: synthetic, generator: random_binary, seed: run}"},
      {"data={type: synthetic, generator: {type: random_ids, vocabulary: [3, 4]}}"},
      {"data={type: synthetic, generator: {p: -0.25, alpha: [0.1, 2, 3, 4, 1e-7]}}"},
      {"features.0={name: a*, type: numeric, scale: log1p, missing: zero, values: {dim: 3}}"},
      {"features.1={name: c, type: categorical, num_buckets: 10}"},
      {"tasks.buy.tower={hidden: [3], activation: gelu}",
       "tasks.buy.label={column: l, positive: []}"},
      {"model={type: omoe, gate: average, init: he}"},
      {"model={type: mmoe, gate: {hidden: [4], activation: tanh, bias: true}}"},
      {"model={type: shared_bottom, bottom: {hidden: [7, 5], dropout: 0.1}}"},
      {"model=single_task", "train.steps=1000000000000", "train.threads=4",
       "train.device='cuda:1'"},
      {"train.optimizer={type: adamw, weight_decay: 0.1}",
       "train.schedule={type: cosine, final: 0}"},
      {"train.optimizer={type: sgd, momentum: 0.9}", "train.schedule={type: exponential}"},
      {"train.optimizer=adagrad", "train.early_stop={monitor: -auc_buy, mode: min, patience: 2}"},
  };
  for (const auto& overrides : cases) {
    const RunConfig config = small_config(overrides);
    const std::string yaml = to_yaml(config);
    CAPTURE(yaml);
    CHECK((parse_config(yaml, "again") == config));
    CHECK(to_yaml(parse_config(yaml, "again")) == yaml);
  }
}

TEST_CASE("every published config loads and survives writing and reading", "[config]") {
  size_t loaded = 0;
  for (const auto& file : fs::directory_iterator(fs::path(MMOE_SOURCE_DIR) / "configs")) {
    const bool is_part = file.path().stem().string().ends_with("_common");
    if (file.path().extension() != ".yaml" || is_part) continue;
    CAPTURE(file.path());
    const RunConfig config = load_config(file.path().string());
    CHECK((parse_config(to_yaml(config), "again") == config));
    CHECK(config.name == file.path().stem().string());
    ++loaded;
  }
  CHECK(loaded > 5);
}

TEST_CASE("the effective config names no file it extends", "[config]") {
  const test::TempFolder folder;
  folder.write("base.yaml", test::kSmallConfig);
  const RunConfig config = load_config(
      folder.write("mine.yaml", "extends: base.yaml\ntrain: {seed: 4}\n"), {"train.seed=5"});
  CHECK(config.name == "mine");
  CHECK(config.train.seed == 5);
  CHECK(config.tasks == small_config().tasks);
  CHECK(parse_config(to_yaml(config), "again") == config);
}

TEST_CASE("an error in a file is shown before one in an override hides it", "[config]") {
  const test::TempFolder folder;
  const std::string path =
      folder.write("x.yaml", std::string(test::kSmallConfig) + "train: {batch_size: 0}\n");
  const std::string error = test::error_of([&] { load_config(path, {"tasks.nobody.weight=1"}); });
  CHECK_THAT(error, Catch::Matchers::ContainsSubstring(path + ":11:21: train.batch_size") &&
                        Catch::Matchers::ContainsSubstring("--set tasks.nobody.weight=1: "));
}

}  // namespace mmoe
