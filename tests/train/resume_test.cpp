// A run that goes on from any of its steps ends as if it had never stopped.
#include "support/torch_test.h"

#include "base/text.h"
#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/saved_training.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

using Changes = std::vector<std::string>;

// A run from its beginning, or from what was saved.
struct Ran {
  Record record;
  TrainingResult result;

  Ran(const SmallRun& run, const SavedTraining* saved, const Cores& cores = {}) {
    Trainer trainer(run.config, run.data, of(at::kFloat), cores, saved);
    result = trainer.train(record);
  }
};

using Lines = std::vector<std::pair<Progress, MetricValues>>;

// What was told of steps after this one, as text.
std::string told(const Lines& lines, int64_t after) {
  std::string text;
  for (const auto& [progress, values] : lines) {
    if (progress.step <= after) continue;
    text += std::to_string(progress.step) + " " + std::to_string(progress.epoch);
    for (const auto& [name, value] : values) {
      text += " " + name + "=" + (value ? shortest(*value) : "n/a");
    }
    text += "\n";
  }
  return text;
}

SavedTraining saved(const TempFolder& folder, const std::string& bytes) {
  return SavedTraining(folder.write("last.safetensors", bytes));
}

void check_same(const Ran& resumed, const Ran& whole, int64_t step) {
  CHECK(resumed.record.files.at("last") == whole.record.files.at("last"));
  CHECK(resumed.record.files.at("best") == whole.record.files.at("best"));
  CHECK(told(resumed.record.steps, 0) == told(whole.record.steps, step));
  CHECK(told(resumed.record.validations, 0) == told(whole.record.validations, step));
  CHECK((resumed.record.tests == whole.record.tests));
  CHECK((resumed.result.valid == whole.result.valid));
  CHECK(resumed.result.best_step == whole.result.best_step);
  CHECK(resumed.result.stopped_early == whole.result.stopped_early);
}

// Saves after each step, which changes nothing, and goes on from each of these.
void check_resumes(Changes changes, const Cores& cores = {}) {
  CAPTURE(changes);
  const Ran plain(SmallRun(changes), nullptr, cores);
  changes.emplace_back("train.save_every=1");
  const SmallRun run(changes);
  const Ran whole(run, nullptr, cores);
  CHECK(told(whole.record.steps, 0) == told(plain.record.steps, 0));
  CHECK((whole.result.valid == plain.result.valid));
  REQUIRE(whole.record.states.size() > 5);
  const TempFolder folder;
  for (const auto& [step, bytes] : whole.record.states) {
    CAPTURE(step);
    const SavedTraining from = saved(folder, bytes);
    check_same(Ran(run, &from, cores), whole, step);
  }
}

}  // namespace

TEST_CASE("resume: every optimizer goes on exactly", "[train]") {
  check_resumes({"train.optimizer={type: adam, l2: 0.01}"});
  check_resumes({"train.optimizer={type: adamw, weight_decay: 0.1}"});
  check_resumes({"train.optimizer={type: sgd, momentum: 0.9}"});
  check_resumes({"train.optimizer={type: adagrad}"});
}

TEST_CASE("resume: schedules, clipping and a running mean go on exactly", "[train]") {
  check_resumes({"train.schedule={type: one_cycle}", "train.clip_norm=0.5"});
  check_resumes({"train.schedule={type: piecewise, boundaries: [5], shares: [0.1]}",
                 "train.ema=0.8", "train.validate_every=4"});
}

TEST_CASE("resume: loss balancing goes on exactly", "[train]") {
  for (const std::string method : {"uncertainty", "gradnorm", "dwa", "pcgrad"}) {
    const std::string more = method == "dwa" ? ", every: 3" : "";
    check_resumes({"train.combine={type: " + method + more + "}"});
  }
}

TEST_CASE("resume: dropout, running statistics and hidden features go on exactly", "[train]") {
  check_resumes(
      {"model={type: mmoe, experts: {count: 3, hidden: [8], batch_norm: true, dropout: "
       "0.3}, feature_dropout: 0.2}"});
  check_resumes({"model={type: omoe}"}, {2, 2});
}

TEST_CASE("resume: lines of the log between checkpoints are complete", "[train]") {
  check_resumes({"train.log_every=4", "train.validate_every=5"});
}

TEST_CASE("resume: early stop goes on exactly", "[train]") {
  check_resumes({"train.epochs=40", "train.validate_every=2", "train.optimizer.learning_rate=0.3",
                 "train.early_stop={monitor: loss, patience: 3}"});
}

TEST_CASE("resume: members go on exactly", "[train]") {
  check_resumes({"train.members=3", "train.ema=0.5", "train.validate_every=3"}, {2, 2});
}

TEST_CASE("resume: what was saved twice is the same as what was saved once", "[train]") {
  const SmallRun run({"train.save_every=1"});
  const Ran whole(run, nullptr);
  const TempFolder folder;
  const SavedTraining third = saved(folder, whole.record.states.at(3));
  const Ran from_third(run, &third);
  CHECK(from_third.record.states.size() == whole.record.states.size() - 3);
  for (const auto& [step, bytes] : from_third.record.states) {
    CHECK(bytes == whole.record.states.at(step));
  }
}

TEST_CASE("resume: other rows are refused", "[train]") {
  const SmallRun run({"train.save_every=5"});
  const Ran whole(run, nullptr);
  const TempFolder folder;
  const SavedTraining from = saved(folder, whole.record.states.at(5));
  SmallRun other({"train.save_every=5"});
  other.data.train.labels[0] = 1 - other.data.train.labels[0];
  CHECK_THAT(error_of([&] { Ran(other, &from); }, ExitCode::data),
             ContainsSubstring("not those") && ContainsSubstring("--overwrite"));
}

TEST_CASE("resume: a model alone is nothing to go on from", "[train]") {
  const Ran whole(SmallRun(), nullptr);
  const TempFolder folder;
  CHECK_THAT(error_of([&] { saved(folder, whole.record.files.at("best")); }, ExitCode::checkpoint),
             ContainsSubstring("last.safetensors"));
}

TEST_CASE("resume: a run that is done has nothing left to train", "[train]") {
  const SmallRun run;
  const Ran whole(run, nullptr);
  const TempFolder folder;
  const SavedTraining end = saved(folder, whole.record.files.at("last"));
  Trainer trainer(run.config, run.data, of(at::kFloat), {}, &end);
  CHECK(trainer.is_done());
  check_same(Ran(run, &end), whole, whole.result.progress.step);
}

TEST_CASE("resume: more epochs go on where fewer ended", "[train]") {
  const Ran two(SmallRun({"train.epochs=2"}), nullptr);
  const Ran four(SmallRun({"train.epochs=4"}), nullptr);
  const TempFolder folder;
  const SavedTraining end = saved(folder, two.record.files.at("last"));
  const Ran more(SmallRun({"train.epochs=4"}), &end);
  CHECK(more.record.files.at("last") == four.record.files.at("last"));
  CHECK(more.record.files.at("best") == four.record.files.at("best"));
}

TEST_CASE("resume: the newest good checkpoint is taken and damaged ones are told", "[train]") {
  const Ran whole(SmallRun({"train.save_every=1"}), nullptr);
  const TempFolder folder;
  std::vector<std::string> warnings;
  CHECK_FALSE(newest_saved_training(folder.path(), warnings));
  folder.write("step-3.safetensors", whole.record.states.at(3));
  folder.write("step-10.safetensors", whole.record.states.at(10));
  CHECK(newest_saved_training(folder.path(), warnings)->state().step == 10);
  folder.write("last.safetensors", whole.record.states.at(12));
  CHECK(newest_saved_training(folder.path(), warnings)->state().step == 12);
  CHECK(warnings.empty());
  const auto cut = [&](int64_t step) { return whole.record.states.at(step).substr(0, 2000); };
  folder.write("last.safetensors", cut(12));
  folder.write("step-10.safetensors", cut(10));
  CHECK(newest_saved_training(folder.path(), warnings)->state().step == 3);
  REQUIRE(warnings.size() == 2);
  CHECK_THAT(warnings[0], ContainsSubstring("last.safetensors"));
  folder.write("step-3.safetensors", cut(3));
  CHECK_THAT(
      error_of([&] { newest_saved_training(folder.path(), warnings); }, ExitCode::checkpoint),
      ContainsSubstring("step-3.safetensors") && ContainsSubstring("--overwrite"));
}

}  // namespace mmoe
