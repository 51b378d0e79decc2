#include "config/reader.h"

#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::small_config;

TEST_CASE("all errors of a file are reported at once with their places", "[config]") {
  const char* yaml = R"(data: {type: csv, train: a.csv}
features:
  - {name: age, type: numeric, scale: log}
  - {type: categorical, name: [x], dim: 0}
tasks:
  - {name: buy, typ: binary, label: y}
train:
  epochs: 'two'
  epochs: 3
  batchsize: 5
)";
  CHECK(
      test::error_of([&] { parse_config(yaml, "c.yaml"); }) ==
      "c.yaml:9:3: the key 'epochs' is given twice\n"
      "c.yaml:3:39: features.0.scale: expected 'standard', 'minmax', 'log1p' or 'none', found "
      "'log'\n"
      "c.yaml:4:41: features.1.dim: '0' is out of range: it must be at least 1 and at most 65,536\n"
      "c.yaml:6:5: tasks.0: 'type' is missing; it is one of 'binary', 'regression' or "
      "'multiclass'\n"
      "c.yaml:1:1: model: is missing\n"
      "c.yaml:8:11: train.epochs: expected a whole number, found the text 'two'\n"
      "c.yaml:10:3: train.batchsize: unknown key; did you mean 'batch_size'? (known here: epochs, "
      "steps, batch_size, optimizer, table_optimizer, schedule, combine, clip_norm, "
      "embedding_max_norm, ema, init_from, freeze, early_stop, validate_every, save_every, keep, "
      "on_nonfinite, log_every, seed, "
      "members, device, threads)");
}

TEST_CASE("short forms stand for their key", "[config]") {
  const auto equal = [](const std::string& a, const std::string& b) {
    CAPTURE(a);
    CHECK(small_config({a}) == small_config({b}));
  };
  equal("data.train=x.csv", "data.train={files: [x.csv]}");
  equal("data.train=[x.csv, y.csv]", "data.train={files: [x.csv, y.csv]}");
  equal("tasks.buy.label=l", "tasks.buy.label={column: l}");
  equal("features.0.name=f", "features.0.name=[f]");
  equal("model=omoe", "model={type: omoe}");
  equal("tasks.buy.loss=bce", "tasks.buy.loss=[{type: bce}]");
  equal("tasks.buy.metrics=[auc]", "tasks.buy.metrics=[{type: auc}]");
  equal("train.clip_norm=3", "train.clip_norm={all: 3}");
  equal("train.optimizer=sgd", "train.optimizer={type: sgd}");
  equal("train.table_optimizer=lazy_adam", "train.table_optimizer={type: lazy_adam}");
  equal("model.gate=average", "model.gate={type: average}");
  equal("train.optimizer={l2: 1}", "train.optimizer={type: adam, l2: 1}");
}

TEST_CASE("large tables have a rule of their own only where one is named", "[config]") {
  CHECK_FALSE(small_config().train.table_optimizer);
  CHECK(small_config({"train.table_optimizer=row_wise_adagrad"}).train.table_optimizer ==
        TableOptimizerConfig(RowWiseAdagradConfig()));
  CHECK(small_config({"train.table_optimizer={type: sgd, learning_rate: 0.5}"})
            .train.table_optimizer == TableOptimizerConfig(TableSgdConfig{0.5}));
  LazyAdamConfig lazy;
  lazy.beta2 = 0.9;
  CHECK(
      small_config({"train.table_optimizer={type: lazy_adam, beta2: 0.9}"}).train.table_optimizer ==
      TableOptimizerConfig(lazy));
  CHECK_FALSE(small_config({"train.table_optimizer=sgd", "train.table_optimizer=null"})
                  .train.table_optimizer);
}

TEST_CASE("null takes an optional value back", "[config]") {
  CHECK(small_config({"train.clip_norm=3"}).train.clip_norm->all == 3.0);
  CHECK_FALSE(small_config({"train.clip_norm=3", "train.clip_norm=null"}).train.clip_norm);
  const std::string part = "data.test=t.csv";
  CHECK(small_config({part}) != small_config({part, "data.test="}));
  CHECK(small_config() == small_config({part, "data.test="}));
}

TEST_CASE("the reader notes where every key stands", "[config]") {
  std::vector<Problem> problems;
  Places places;
  RunConfig config;
  const Node tree = parse_yaml(test::kSmallConfig, "c.yaml", problems);
  Reader(problems, places).read(tree, "", config);
  REQUIRE(problems.empty());
  CHECK(places.at("features.1.name").text() == "c.yaml:6:12");
  CHECK(places.at("tasks.0.label.column").text() == "c.yaml:8:38");
  CHECK(places.at("model.type").text() == "c.yaml:10:15");
  CHECK_FALSE(places.contains("train"));
}

}  // namespace mmoe
