// Steps whose losses or gradients are no numbers.
#include "support/torch_test.h"

#include <cmath>
#include <limits>

#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/saved_training.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr float kHuge = 1e30f;  // its square is infinite

// One training row whose price is out of all bounds: a bad step an epoch.
SmallRun with_bad_row(std::vector<std::string> changes) {
  SmallRun run(changes);
  run.data.train.labels[1] = kHuge;
  return run;
}

SmallRun with_bad_rows(const std::vector<std::string>& changes) {
  SmallRun run(changes);
  for (size_t i = 1; i < run.data.train.labels.size(); i += 2) run.data.train.labels[i] = kHuge;
  return run;
}

double skipped_in(const Record& record) {
  double skipped = 0;
  for (const auto& [progress, values] : record.steps) {
    skipped += find_metric(values, "skipped_steps").value();
  }
  return skipped;
}

std::string diverging_rate() {
  for (double rate = 0.5; rate < 1e5; rate *= 2) {
    const std::string change = "train.optimizer={type: sgd, learning_rate: " + shortest(rate) + "}";
    const SmallRun run({change});
    Record record;
    try {
      Trainer(run.config, run.data, of(at::kFloat)).train(record);
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::diverged);
      return change;
    }
  }
  throw std::runtime_error("no rate diverges");
}

}  // namespace

TEST_CASE("nonfinite: a run stops with step, task and activations", "[train]") {
  const SmallRun run = with_bad_row({});
  Record record;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  const std::string message = error_of([&] { trainer.train(record); }, ExitCode::diverged);
  CHECK_THAT(message, ContainsSubstring("in step ") &&
                          ContainsSubstring("the loss of task 'price' is infinite") &&
                          ContainsSubstring("largest activations: ") &&
                          ContainsSubstring("train.on_nonfinite"));
  CHECK(record.files.empty());
}

TEST_CASE("nonfinite: skipping leaves out the step and nothing else", "[train]") {
  for (const std::string combine : {"fixed", "uncertainty", "gradnorm", "pcgrad"}) {
    CAPTURE(combine);
    const SmallRun run =
        with_bad_row({"train.on_nonfinite=skip", "train.combine={type: " + combine + "}"});
    Record record;
    Trainer trainer(run.config, run.data, of(at::kFloat));
    const TrainingResult result = trainer.train(record);
    CHECK(skipped_in(record) == 2);  // one an epoch
    CHECK(result.progress.step == 14);
    CHECK(std::isfinite(trainer.store().flat().sum().item<double>()));
    for (const auto& [progress, values] : record.steps) {
      const bool skipped = find_metric(values, "skipped_steps").value() > 0;
      CHECK(find_metric(values, "loss").has_value() == !skipped);
    }
  }
}

TEST_CASE("nonfinite: without a bad step skipping changes nothing", "[train]") {
  std::string weights[2];
  for (const std::string policy : {"stop", "skip"}) {
    const SmallRun run({"train.on_nonfinite=" + policy});
    Record record;
    Trainer trainer(run.config, run.data, of(at::kFloat));
    trainer.train(record);
    const at::Tensor& flat = trainer.store().flat();
    weights[policy == "skip"] = {static_cast<const char*>(flat.const_data_ptr()), flat.nbytes()};
  }
  CHECK(weights[0] == weights[1]);
}

TEST_CASE("nonfinite: an input that is none does not reach running statistics", "[train]") {
  SmallRun run({"train.on_nonfinite=skip"});
  run.data.train.numerics[3] = std::numeric_limits<float>::quiet_NaN();
  Record record;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  CHECK_NOTHROW(trainer.train(record));
  CHECK(skipped_in(record) == 2);
}

TEST_CASE("nonfinite: too many skips in a row end the run", "[train]") {
  const SmallRun run = with_bad_rows({"train.on_nonfinite=skip", "train.epochs=20"});
  Record record;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  CHECK_THAT(error_of([&] { trainer.train(record); }, ExitCode::diverged),
             ContainsSubstring("in step 101") && ContainsSubstring("before it"));
}

TEST_CASE("nonfinite: going back at half the rate saves a run that is too fast", "[train]") {
  const SmallRun run({diverging_rate(), "train.on_nonfinite=rollback", "train.save_every=1"});
  Record record;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  const TrainingResult result = trainer.train(record);
  CHECK(result.rollbacks >= 1);
  CHECK(result.progress.step == 14);
  REQUIRE(static_cast<int64_t>(record.rollbacks.size()) == result.rollbacks);
  for (const auto& [step, reason] : record.rollbacks) {
    CHECK(step % 7 == 0);  // a validation, or the beginning
    CHECK_THAT(reason, ContainsSubstring("diverged"));
  }
  // And goes on exactly from each of its checkpoints.
  for (const auto& [step, bytes] : record.states) {
    CAPTURE(step);
    const SavedTraining saved(record.folder.write("last.safetensors", bytes));
    Record again;
    again.folder.write("rollback.safetensors", record.files.at("rollback"));
    Trainer(run.config, run.data, of(at::kFloat), {}, &saved).train(again);
    CHECK(again.files.at("last") == record.files.at("last"));
    CHECK(again.files.at("best") == record.files.at("best"));
  }
}

TEST_CASE("nonfinite: what no rate can help ends the run after ten returns", "[train]") {
  const SmallRun run = with_bad_row({"train.on_nonfinite=rollback"});
  Record record;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  error_of([&] { trainer.train(record); }, ExitCode::diverged);
  CHECK(record.rollbacks.size() == 10);
}

}  // namespace mmoe
