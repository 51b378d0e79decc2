#include "train/freeze.h"

#include "support/torch_test.h"

#include <algorithm>

#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

// What a run began with, by name.
struct Before {
  std::vector<std::pair<std::string, at::Tensor>> values;
  explicit Before(const Trainer& trainer) {
    for (const ParameterStore::Entry& entry : trainer.store().entries()) {
      values.emplace_back(entry.name, entry.value.clone());
    }
  }
};

}  // namespace

TEST_CASE("freeze: full names and patterns", "[train]") {
  const SmallRun run;
  const Trainer trainer(run.config, run.data, of(at::kFloat));
  const auto frozen = [&](const std::vector<std::string>& patterns) {
    return frozen_parameters(trainer.model(), patterns);
  };
  using Names = std::set<std::string>;
  CHECK(frozen({}).empty());
  CHECK(frozen({"input.table_0_town"}) == Names{"input.table_0_town"});
  CHECK(frozen({"tower_*_logit.bias", "tower_buy_logit.*"}) ==
        Names{"tower_buy_logit.bias", "tower_buy_logit.weight", "tower_price_logit.bias"});
  CHECK(frozen({"*"}).size() == trainer.store().entries().size());
}

TEST_CASE("freeze: what matches nothing is an error that names what is near", "[train]") {
  const SmallRun run({"train.freeze=[\"input.*\", input.table_0_tow]"});
  const std::string message =
      error_of([&] { Trainer(run.config, run.data, of(at::kFloat)); }, ExitCode::usage);
  CHECK_THAT(message,
             Catch::Matchers::StartsWith(
                 "train.freeze: 'input.table_0_tow' matches no parameter of the model; did "
                 "you mean 'input.table_0_town'? (there are input.table_0_town, "));
  CHECK_THAT(message, Catch::Matchers::EndsWith(" more)"));
}

TEST_CASE("freeze: frozen parameters keep their bytes through a run, statistics move", "[train]") {
  const SmallRun run({"train.freeze=[\"input.*\", \"experts_*\"]", "train.embedding_max_norm=1e-3",
                      "train.ema=0.9", "train.clip_norm=1",
                      "train.optimizer={type: adamw, weight_decay: 0.5}"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  const Before before(trainer);
  Record record;
  trainer.train(record);
  int64_t frozen = 0;
  for (size_t i = 0; i < before.values.size(); ++i) {
    const auto& [name, value] = before.values[i];
    const bool stays = name.starts_with("input.") || name.starts_with("experts_");
    CAPTURE(name);
    CHECK(same_bytes(trainer.store().entries()[i].value, value) == stays);
    if (stays) frozen += value.numel();
  }
  CHECK(trainer.store().frozen_count() == frozen);
  CHECK(frozen > 0);
  for (const Graph::Node& node : trainer.model().nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      CHECK(buffer.value.abs().sum().item<double>() > 0);
    }
  }
}

TEST_CASE("freeze: a frozen part does not change the first step of the rest", "[train]") {
  const std::vector<std::string> changes = {"train.steps=1", "train.optimizer=sgd"};
  std::vector<std::string> frozen_too = changes;
  frozen_too.emplace_back("train.freeze=[\"experts_*\"]");
  const SmallRun a(changes), b(frozen_too);
  Trainer free(a.config, a.data, of(at::kFloat)), held(b.config, b.data, of(at::kFloat));
  for (Trainer* each : {&free, &held}) {
    Record record;
    each->train(record);
  }
  for (const ParameterStore::Entry& entry : held.store().entries()) {
    CAPTURE(entry.name);
    const auto other =
        std::ranges::find(free.store().entries(), entry.name, &ParameterStore::Entry::name);
    // Biases in front of batch norm have no gradient.
    const bool moves = entry.frozen && !entry.name.ends_with(".bias");
    CHECK(same_bytes(entry.value, other->value) == !moves);
  }
}

}  // namespace mmoe
