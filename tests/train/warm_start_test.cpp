// Models that begin where others ended.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "data/matching_rows.h"
#include "support/errors.h"
#include "support/temp_folder.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/evaluator.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

// A trained model in a file, and runs that start from it.
struct Origin {
  SmallRun run;
  Trainer trainer;
  Record record;
  TempFolder folder;
  std::string path;

  explicit Origin(const std::vector<std::string>& changes = {})
      : run(with(changes, "train.epochs=1")), trainer(run.config, run.data, of(at::kFloat)) {
    trainer.train(record);
    path = folder.write("best.safetensors", record.files.at("best"));
  }
  static std::vector<std::string> with(std::vector<std::string> all, const std::string& one) {
    all.push_back(one);
    return all;
  }
};

struct Started {
  SmallRun run;
  Trainer trainer;

  Started(const Origin& source, const std::vector<std::string>& changes,
          const std::string& names = "{}")
      : run(Origin::with(
            changes, "train.init_from={checkpoint: '" + source.path + "', names: " + names + "}")),
        trainer(run.config, run.data, of(at::kFloat)) {}

  std::string notes() const {
    std::string all;
    for (const std::string& line : trainer.notes()) all += line + "\n";
    return all;
  }
};

at::Tensor parameter(const Trainer& trainer, const std::string& name) {
  for (const ParameterStore::Entry& entry : trainer.store().entries()) {
    if (entry.name == name) return entry.value;
  }
  throw std::out_of_range(name);
}

bool same_parameter(const Trainer& a, const Trainer& b, const std::string& name) {
  return same_bytes(parameter(a, name), parameter(b, name));
}

std::vector<std::vector<double>> logits_of(const Trainer& trainer, const Dataset& data) {
  return Evaluator(trainer.model(), of(at::kFloat)).logits(data);
}

const VocabularyEncoder& towns(const SmallRun& run) {
  return std::get<VocabularyEncoder>(find_table(run.data.encoders, "town")->ids);
}

}  // namespace

TEST_CASE("warm start: the same model predicts the same, statistics included", "[train]") {
  const Origin source;
  const Started started(source, {"train.seed=7"});
  CHECK(logits_of(started.trainer, *source.run.data.test) ==
        logits_of(source.trainer, *source.run.data.test));
  const size_t tensors = started.trainer.store().entries().size() + 4;  // and two layers' buffers
  REQUIRE(started.trainer.notes().size() == 1);
  CHECK(started.trainer.notes()[0] == "starts from " + source.path + ": " +
                                          std::to_string(tensors) + " of " +
                                          std::to_string(tensors) + " tensors taken");
  const SmallRun fresh({"train.seed=7"});
  const Trainer drawn(fresh.config, fresh.data, of(at::kFloat));
  CHECK(drawn.notes().empty());
  CHECK(logits_of(drawn, *source.run.data.test) !=
        logits_of(source.trainer, *source.run.data.test));
}

TEST_CASE("warm start: parameters may have other names there", "[train]") {
  const Origin source;
  const std::vector<std::string> renamed = {"tasks.buy.name=click",
                                            "train.early_stop.monitor=loss_price", "train.seed=7"};
  const Started mapped(source, renamed, "{tower_click: tower_buy}");
  CHECK(logits_of(mapped.trainer, *source.run.data.test) ==
        logits_of(source.trainer, *source.run.data.test));
  const Started unmapped(source, renamed);
  CHECK_THAT(unmapped.notes(), ContainsSubstring("not in the checkpoint: tower_click_0.weight ["));
  CHECK_THAT(unmapped.notes(), ContainsSubstring("only in the checkpoint: tower_buy_0.weight ["));
  CHECK(same_bytes(parameter(unmapped.trainer, "tower_price_0.weight"),
                   parameter(source.trainer, "tower_price_0.weight")));
}

TEST_CASE("warm start: the longest prefix counts", "[train]") {
  const Origin source;
  const Started started(source, {"train.seed=7"},
                        "{tower_buy: tower_price, tower_buy_0: tower_buy_0}");
  CHECK(same_parameter(started.trainer, source.trainer, "tower_buy_0.weight"));
  CHECK(same_bytes(parameter(started.trainer, "tower_buy_logit.weight"),
                   parameter(source.trainer, "tower_price_logit.weight")));
}

TEST_CASE("warm start: what does not fit is listed with its shape and stays as drawn", "[train]") {
  const Origin source;
  const std::vector<std::string> changes = {"model.tower.hidden=[5]", "train.seed=7"};
  const Started started(source, changes);
  CHECK_THAT(started.notes(), ContainsSubstring("of another shape: "));
  CHECK_THAT(started.notes(),
             ContainsSubstring("tower_buy_0.bias [5], there tower_buy_0.bias [4]"));
  const SmallRun fresh(changes);
  const Trainer drawn(fresh.config, fresh.data, of(at::kFloat));
  CHECK(same_parameter(started.trainer, drawn, "tower_buy_0.weight"));
  CHECK(same_parameter(started.trainer, source.trainer, "experts_1.weight"));
  CHECK_FALSE(same_parameter(started.trainer, drawn, "experts_1.weight"));
}

TEST_CASE("warm start: rows of tables follow their values", "[train]") {
  const Origin source;
  // A vocabulary of the frequent towns only: fewer rows, and the first one stands for the others.
  const std::vector<std::string> changes = {"features.town.min_count=20", "train.seed=7"};
  const Started started(source, changes);
  const std::string name = "input.table_0_town";
  const auto &old = towns(source.run).words, &now = towns(started.run).words;
  REQUIRE(now.size() < old.size());
  REQUIRE_FALSE(now.empty());
  const at::Tensor from = parameter(source.trainer, name), to = parameter(started.trainer, name);
  CHECK(same_bytes(to[0], from[0]));
  for (size_t i = 0; i < now.size(); ++i) {
    const auto place = std::ranges::find(old, now[i]) - old.begin();
    CHECK(same_bytes(to[static_cast<int64_t>(i) + 1], from[place + 1]));
  }
  CHECK_THAT(started.notes(),
             ContainsSubstring(name + ": " + std::to_string(now.size() + 1) + " of " +
                               std::to_string(now.size() + 1) + " rows by their values, of 6"));
  // And back: towns that were rare there keep what is drawn.
  const Origin small(std::vector<std::string>{"features.town.min_count=20"});
  const Started grown(small, {"train.seed=7"});
  const SmallRun fresh({"train.seed=7"});
  const Trainer drawn(fresh.config, fresh.data, of(at::kFloat));
  for (size_t i = 0; i < old.size(); ++i) {
    const auto row = static_cast<int64_t>(i) + 1;
    const auto place = std::ranges::find(now, old[i]);
    const at::Tensor expected = place == now.end()
                                    ? parameter(drawn, name)[row]
                                    : parameter(small.trainer, name)[place - now.begin() + 1];
    CHECK(same_bytes(parameter(grown.trainer, name)[row], expected));
  }
}

TEST_CASE("warm start: tables are found by the name of their feature, wherever it stands",
          "[train]") {
  const Origin source;
  const Started started(source, {"features=[{name: age, type: numeric, values: {dim: 2}}, "
                                 "{name: town, type: categorical, dim: 3}]"});
  CHECK(same_bytes(parameter(started.trainer, "input.table_1_town"),
                   parameter(source.trainer, "input.table_0_town")));
  CHECK_THAT(started.notes(), ContainsSubstring("not in the checkpoint: input.table_0_age ["));
}

TEST_CASE("warm start: other encodings of a feature are no match", "[train]") {
  const Origin source({"features=[{name: age, type: numeric, values: {dim: 3}}]"});
  const Started started(source, {"features=[{name: age, type: categorical, dim: 3}]"});
  CHECK_THAT(started.notes(),
             ContainsSubstring("of values encoded in another way: input.table_0_age ["));
}

TEST_CASE("warm start: errors name what is wrong", "[train]") {
  const Origin source;
  const auto failure = [&](const std::vector<std::string>& changes, const std::string& names,
                           ExitCode code) {
    return error_of([&] { Started(source, changes, names); }, code);
  };
  CHECK(failure({}, "{tower_clic: tower_buy}", ExitCode::usage) ==
        "train.init_from.names: no parameter begins with 'tower_clic'");
  CHECK_THAT(failure({}, "elsewhere.", ExitCode::usage),
             ContainsSubstring("has the name and shape of one of this model (not in the "
                               "checkpoint: "));
  const SmallRun missing({"train.init_from=/nowhere/best.safetensors"});
  error_of([&] { Trainer(missing.config, missing.data, of(at::kFloat)); }, ExitCode::checkpoint);
  const SmallRun damaged({"train.init_from='" + source.folder.write("x.safetensors", "x") + "'"});
  error_of([&] { Trainer(damaged.config, damaged.data, of(at::kFloat)); }, ExitCode::checkpoint);
}

}  // namespace mmoe
