// Several replicas that train as one model.
#include "support/torch_test.h"

#include <deque>
#include <limits>
#include <set>

#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/evaluator.h"

namespace mmoe {

using namespace test;

namespace {

using Changes = std::vector<std::string>;

Changes with(Changes all, const Changes& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// A run to its end, on a thread prepared like those of a team.
struct Finished {
  SmallRun run;
  Record record;
  Trainer trainer;
  TrainingResult result;

  explicit Finished(const Changes& changes, const Cores& cores = {2, {}})
      : run(changes), trainer(run.config, run.data, of(at::kFloat), cores) {
    prepare_thread();
    result = trainer.train(record);
  }
};

Finished together(const Changes& changes, const Cores& cores = {2, {}}) {
  return Finished(with(changes, {"train.members=3"}), cores);
}

// Seeds 1 to 3, one after another.
std::deque<Finished> alone(const Changes& changes) {
  std::deque<Finished> all;
  for (const std::string seed : {"1", "2", "3"}) {
    all.emplace_back(with(changes, {"train.seed=" + seed}), Cores{1, 1});
  }
  return all;
}

// What the models predict together, as mmoe-eval with several checkpoints has it.
MetricValues evaluated_together(const std::deque<Finished>& runs, const Dataset& data) {
  const std::vector<Head> heads = heads_of(runs.front().run.config.tasks);
  std::vector<MemberLogits> all;
  for (const Finished& one : runs) {
    all.push_back({heads, Evaluator(one.trainer.model(), of(at::kFloat)).logits(data)});
  }
  return evaluate_tasks(heads, data, average_logits(all));
}

// Catch2 cannot print them.
bool same_values(const MetricValues& a, const MetricValues& b) { return a == b; }

}  // namespace

TEST_CASE("members: each is the run of its seed alone", "[train]") {
  // Without validation the last step is the best of all.
  for (const Changes& more :
       {Changes{}, {"train.steps=9"}, {"train.ema=0.5", "train.combine=dwa"}}) {
    const Changes changes = with({"data.valid=null"}, more);
    CAPTURE(changes.back());
    const Finished ensemble = together(changes);
    const std::deque<Finished> singles = alone(changes);
    for (size_t member = 0; member < 3; ++member) {
      CHECK(same_bytes(ensemble.trainer.members()[member].store().flat(),
                       singles[member].trainer.store().flat()));
    }
    CHECK(same_values(ensemble.result.test, evaluated_together(singles, *ensemble.run.data.test)));
    CHECK_FALSE(same_values(ensemble.result.test, singles.front().result.test));
  }
}

TEST_CASE("members: losses of the log are means over them", "[train]") {
  const Changes changes = {"train.combine=uncertainty", "train.log_every=4"};
  const Finished ensemble = together(changes);
  const std::deque<Finished> singles = alone(changes);
  REQUIRE(ensemble.record.steps.size() == 3);
  for (size_t line = 0; line < 3; ++line) {
    const auto& [progress, losses] = ensemble.record.steps[line];
    CHECK(progress.step == 4 * (static_cast<int64_t>(line) + 1));
    for (const auto& [name, value] : losses) {
      CAPTURE(name);
      double sum = 0;
      for (const Finished& one : singles) {
        sum += find_metric(one.record.steps[line].second, name).value();
      }
      CHECK(value.value() == Approx(sum / 3));
    }
  }
}

TEST_CASE("members: threads do not matter", "[train]") {
  const Finished one = together({}, {1, 1});
  CHECK(one.trainer.threads() == 1);
  for (const int threads : {2, 3, 16}) {
    const Finished other = together({}, {16, threads});
    CHECK(other.trainer.threads() == std::min(threads, 3));
    CHECK((other.record.files == one.record.files));
    CHECK(same_values(other.result.test, one.result.test));
  }
}

TEST_CASE("members: how far to go at a time does not matter", "[train]") {
  const Finished whole = together({});
  const SmallRun run({"train.members=3"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Record record;
  while (trainer.advance(record, 3)) {
  }
  trainer.finish(record);
  CHECK((record.files == whole.record.files));
}

TEST_CASE("members: the best is that of their mean prediction", "[train]") {
  // Steps far too long: the first validations are the best ones.
  const Changes changes = {"train.epochs=20", "train.early_stop.patience=2",
                           "train.optimizer={type: adam, learning_rate: 0.5}"};
  const Finished ensemble = together(changes);
  CHECK(ensemble.result.stopped_early);
  CHECK(ensemble.result.best_step == ensemble.result.progress.step - 14);
  size_t best = 0;
  for (size_t i = 0; i < ensemble.record.bests.size(); ++i) {
    if (ensemble.record.bests[i]) best = i;
  }
  const auto& [progress, values] = ensemble.record.validations[best];
  CHECK(progress.step == ensemble.result.best_step);
  // The members as they were then.
  const std::deque<Finished> singles =
      alone({changes.back(), "train.steps=" + std::to_string(progress.step), "data.valid=null"});
  CHECK(same_values(values, evaluated_together(singles, *ensemble.run.data.valid)));
  CHECK(same_values(ensemble.result.valid, values));
  CHECK(same_values(ensemble.result.test, evaluated_together(singles, *singles[0].run.data.test)));
}

TEST_CASE("members: seeds of different runs do not overlap", "[train]") {
  TrainConfig config;
  std::set<int64_t> seen;
  for (config.members = 4, config.seed = 0; config.seed < 4; ++config.seed) {
    for (int64_t member = 0; member < 4; ++member) {
      CHECK(seen.insert(seed_of_member(config, member)).second);
    }
  }
  config.seed = 1;
  for (int64_t member = 0; member < 4; ++member)
    CHECK(seed_of_member(config, member) == member + 1);
  config.members = 1;
  for (const int64_t seed : {int64_t{0}, int64_t{7}, std::numeric_limits<int64_t>::max()}) {
    config.seed = seed;
    CHECK(seed_of_member(config, 0) == seed);
  }
}

TEST_CASE("members: an interruption leaves all at the same step", "[train]") {
  const SmallRun run({"train.members=3", "train.epochs=40", "train.log_every=6"});
  Trainer trainer(run.config, run.data, of(at::kFloat), {2, {}});
  Record record;
  record.interrupt = [](const Record& seen) {
    return seen.asked == 4 ? std::optional(ExitCode::interrupted) : std::nullopt;
  };
  const std::string message = error_of([&] { trainer.train(record); }, ExitCode::interrupted);
  const int64_t step = trainer.progress().step;
  CHECK(message.starts_with("stopped after step " + std::to_string(step) + "; "));
  for (size_t member = 0; member < 3; ++member) CHECK(trainer.members()[member].step() == step);
  CHECK(trainer_state(parse_safetensors(record.files.at("last"), "last").metadata).step == step);
}

TEST_CASE("members: divergence names the member and its seed", "[train]") {
  const SmallRun run(
      {"train.members=3", "train.seed=2", "train.optimizer={type: sgd, learning_rate: 1e20}"});
  Trainer trainer(run.config, run.data, of(at::kFloat), {2, {}});
  Record record;
  const std::string message = error_of([&] { trainer.train(record); }, ExitCode::diverged);
  CHECK(message.starts_with("member 0 (seed 4): training diverged: in step "));
  CHECK(record.files.empty());
}

TEST_CASE("members: each goes over a stream on its own", "[train]") {
  const auto config_of = [](const std::string& train) {
    return parse_config(
        "{name: test, data: {type: synthetic, generator: {type: paper, d: 5}, stream: true, "
        "valid_rows: 100, test_rows: 100}, features: [{name: \"x*\", type: numeric, scale: none}], "
        "tasks: [{name: a, type: regression, label: y0}], model: {type: mmoe}, "
        "train: {steps: 40, batch_size: 32, " +
            train + "}}",
        "test");
  };
  const RunConfig config = config_of("members: 2"), second = config_of("seed: 2");
  Log log(LogLevel::error);
  const TrainingData data = load_training_data(config, "", log);
  prepare_thread();
  Trainer both(config, data, of(at::kFloat), {2, {}}), alone(second, data, of(at::kFloat), {1, 1});
  Record record;
  const TrainingResult result = both.train(record);
  alone.train(record);
  CHECK(same_bytes(both.members()[1].store().flat(), alone.store().flat()));
  CHECK(result.progress.rows == 1280);  // of the stream, not times two
}

}  // namespace mmoe
