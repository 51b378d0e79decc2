#include "support/torch_test.h"

#include "base/error.h"
#include "support/torch_runs.h"
#include "train/trial.h"

namespace mmoe {

using test::SmallRun;

namespace {

Trial trial_of(const SmallRun& run) {
  return try_training(run.config, run.data, at::TensorOptions().dtype(at::kFloat), Cores{});
}

}  // namespace

TEST_CASE("a trial counts the steps and validations of the whole run", "[train]") {
  const SmallRun run({"train.epochs=300", "train.batch_size=30", "train.validate_every=7"});
  const Trial trial = trial_of(run);
  CHECK(trial.steps == 1200);  // 100 rows are 4 batches
  CHECK(trial.validations == 172);
  CHECK(trial.step_seconds > 0);
  CHECK(trial.training_seconds > 1200 * trial.step_seconds);
  CHECK(trial.memory_mb > 1);
}

TEST_CASE("a trial tells the first losses of each task", "[train]") {
  const SmallRun run({"train.epochs=3", "train.optimizer.learning_rate=0"});
  const Trial trial = trial_of(run);
  REQUIRE(trial.losses.size() == 2);
  CHECK(trial.losses[0] == Approx(0.69).margin(0.3));  // of a coin's toss: ln 2
  CHECK(trial.losses[1] > 0);
}

TEST_CASE("a run of one step can be tried", "[train]") {
  CHECK(trial_of(SmallRun({"train.steps=1"})).losses.size() == 2);
}

TEST_CASE("what breaks training breaks its trial", "[train]") {
  const SmallRun run({"train.optimizer={type: sgd, learning_rate: 1e30}", "train.epochs=50"});
  CHECK_THROWS_AS(trial_of(run), Error);
}

}  // namespace mmoe
