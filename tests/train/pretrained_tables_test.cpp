#include "train/pretrained_tables.h"

#include "support/torch_test.h"

#include "support/torch_runs.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

// Rows 1 and 2 of the towns' table, of dim 3, come from elsewhere.
void give_vectors(SmallRun& run, bool trainable) {
  PretrainedTable towns{"town", {1, 2}, std::vector<float>(6, 0.5f), trainable};
  towns.vectors[2] = -2;
  run.data.pretrained.push_back(towns);
}

at::Tensor towns_of(const Trainer& trainer) {
  for (const ParameterStore::Entry& entry : trainer.store().entries()) {
    if (entry.name == "input.table_0_town") return entry.value;
  }
  return {};
}

}  // namespace

TEST_CASE("pretrained vectors are where training starts", "[train]") {
  SmallRun run;
  const Trainer drawn(run.config, run.data, of(at::kFloat));
  give_vectors(run, /*trainable=*/true);
  Trainer trainer(run.config, run.data, of(at::kFloat));
  const at::Tensor towns = towns_of(trainer), before = towns.clone();
  CHECK(towns[1][2].item<float>() == -2);
  CHECK(towns[2][1].item<float>() == 0.5f);
  CHECK(towns[0].equal(towns_of(drawn)[0]));
  Record record;
  trainer.train(record);
  CHECK_FALSE(towns[1].equal(before[1]));
}

TEST_CASE("pretrained vectors that are not trainable stay, with their table", "[train]") {
  SmallRun run({"train.optimizer={type: adamw, weight_decay: 0.5}"});
  give_vectors(run, /*trainable=*/false);
  Trainer trainer(run.config, run.data, of(at::kFloat));
  const at::Tensor before = towns_of(trainer).clone();
  CHECK(trainer.store().frozen_count() == before.numel());
  Record record;
  trainer.train(record);
  CHECK(towns_of(trainer).equal(before));
}

}  // namespace mmoe
