// What is foretold of a run, beside what the run then has.
#include "support/torch_test.h"

#include "base/text.h"
#include "report/run_needs.h"
#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/memory_estimate.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

using Changes = std::vector<std::string>;

RunEstimate estimate_of(const SmallRun& run) {
  return estimate_run(run.config, run.data, of(at::kFloat), Cores{1, 1});
}

// Header and config take some KB beside the tensors.
void check_checkpoints(Changes changes) {
  CAPTURE(join(changes, " "));
  changes.insert(changes.end(), {"model.experts.hidden=[256,64]", "train.steps=3"});
  const SmallRun run(changes);
  const RunEstimate estimate = estimate_of(run);
  Record record;
  Trainer(run.config, run.data, of(at::kFloat)).train(record);
  const auto real = [&](const char* name) {
    return 1e-6 * static_cast<double>(record.files.at(name).size());
  };
  CHECK(estimate.best_mb == Approx(real("best")).margin(0.012));
  // The last step was the best one; else `last` holds that besides.
  CHECK(estimate.last_mb == Approx(real("last") + real("best")).margin(0.03));
  CHECK(estimate.best_mb > 0.2);  // of which the margin is little
}

}  // namespace

TEST_CASE("memory estimate: checkpoints are as large as it says, with any optimizer", "[train]") {
  for (const char* optimizer : {"adam", "adamw", "sgd", "{type: sgd, momentum: 0.9}", "adagrad"}) {
    check_checkpoints({std::string("train.optimizer=") + optimizer});
  }
  check_checkpoints({"train.ema=0.9"});
  check_checkpoints({"train.members=3"});
}

TEST_CASE("memory estimate: checkpoints with large tables are as large as it says", "[train]") {
  const std::string large = "features.town.hash_buckets=30000";
  check_checkpoints({large});
  check_checkpoints({large, "train.ema=0.9"});
  check_checkpoints({large, "train.optimizer={type: sgd, momentum: 0.9}"});
  check_checkpoints({large, "train.freeze=['*table_0_town']"});
  for (const char* optimizer : {"lazy_adam", "row_wise_adagrad", "sgd"}) {
    check_checkpoints({large, std::string("train.table_optimizer=") + optimizer});
  }
}

TEST_CASE("memory estimate: it grows with what it counts", "[train]") {
  const MemoryEstimate small = estimate_of(SmallRun()).memory;
  const auto with = [](const Changes& changes) { return estimate_of(SmallRun(changes)).memory; };
  const MemoryEstimate members = with({"train.members=4"});
  CHECK(members.parameters == Approx(4 * small.parameters));
  CHECK(members.training == Approx(4 * small.training));
  CHECK(with({"train.batch_size=64"}).activations > 2 * small.activations);
  CHECK(with({"train.ema=0.9"}).training > small.training);
  CHECK(small.data > 1e-6 * 4 * 180 * 4);  // rows of a number, an id and two labels
  CHECK(small.program > 1);
  CHECK(small.peak() >= small.program + small.data + small.parameters + small.training);
  CHECK(small.peak() >= small.reading);
}

TEST_CASE("memory estimate: a table of a billion rows is not made to be counted", "[train]") {
  SmallRun run({"features.town.hash_buckets=20000"});
  for (TableEncoder& table : run.data.encoders.tables) {
    if (auto* hash = std::get_if<HashEncoder>(&table.ids)) hash->buckets = 1'000'000'000;
  }
  const RunEstimate estimate = estimate_of(run);
  CHECK(estimate.memory.parameters == Approx(12000).epsilon(0.01));  // MB: three numbers a row
  CHECK(estimate.memory.training > 2 * estimate.memory.parameters);  // and two moments of each
  CHECK(estimate.last_mb == Approx(48000).epsilon(0.01));
  const std::string message =
      error_of([&] { check_memory(estimate.memory, 16000); }, ExitCode::resources);
  CHECK_THAT(message, ContainsSubstring("and there are 16000 MB") &&
                          ContainsSubstring("parameters 12000") && ContainsSubstring("min_count"));
  check_memory(estimate.memory, 2 * estimate.memory.peak());
}

TEST_CASE("memory estimate: runs at once share their rows and nothing else", "[train]") {
  const MemoryEstimate one{100, 10, 1, 2, 3, 4, 50};
  const MemoryEstimate three = at_once(one, 3);
  CHECK(one.peak() == 120);
  CHECK(three.peak() == 140);
  CHECK(at_once({100, 10, 1, 2, 3, 4, 500}, 3).peak() == 500);
}

}  // namespace mmoe
