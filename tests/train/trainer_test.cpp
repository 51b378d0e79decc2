// Whole runs on a small table.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "support/errors.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/checkpoint.h"
#include "train/safetensors.h"

namespace mmoe {

using namespace test;

namespace {

// A run to its end.
struct Finished {
  SmallRun run;
  Record record;
  Trainer trainer;
  at::Tensor start;  // parameters before training
  TrainingResult result;

  explicit Finished(const std::vector<std::string>& changes = {}, const Cores& cores = {})
      : run(changes),
        trainer(run.config, run.data, of(at::kFloat), cores),
        start(trainer.store().flat().clone()),
        result(trainer.train(record)) {}
};

at::Tensor part(const ParameterStore& store, const at::Tensor& flat, const std::string& name) {
  for (const ParameterStore::Entry& entry : store.entries()) {
    if (entry.name == name) return flat.narrow(0, entry.offset, entry.size);
  }
  throw std::out_of_range(name);
}

double metric(const MetricValues& values, const std::string& name) {
  return find_metric(values, name).value();
}

}  // namespace

TEST_CASE("trainer: a run reports its steps, validations, test and files", "[train]") {
  const Finished one;
  // 100 rows in batches of 16: seven steps an epoch, the last of four rows.
  CHECK(one.result.progress.step == 14);
  CHECK(one.result.progress.total_steps == 14);
  CHECK(one.result.progress.rows == 200);
  CHECK(one.result.progress.epoch == 2);
  CHECK_FALSE(one.result.stopped_early);
  CHECK(one.record.asked == 14);
  REQUIRE(one.record.steps.size() == 14);
  for (size_t i = 0; i < 14; ++i) {
    const auto& [progress, losses] = one.record.steps[i];
    CHECK(progress.step == static_cast<int64_t>(i) + 1);
    REQUIRE(losses.size() == 3);
    CHECK(losses[0].first == "loss");
    CHECK(metric(losses, "loss") ==
          Approx(metric(losses, "loss_buy") + metric(losses, "loss_price")));
  }
  REQUIRE(one.record.validations.size() == 2);
  CHECK(one.record.validations[0].first.step == 7);
  CHECK(one.record.validations[1].first.step == 14);
  CHECK(one.record.bests[0]);
  REQUIRE(one.record.tests.size() == 1);
  CHECK((one.record.tests[0] == one.result.test));
  CHECK(one.record.files.size() == 2);
  for (const MetricValues& values : {one.result.valid, one.result.test}) {
    std::string names;
    for (const auto& [name, value] : values) names += name + (value ? " " : "? ");
    CHECK(names == "loss loss_buy auc_buy log_loss_buy loss_price rmse_price mae_price ");
  }
}

TEST_CASE("trainer: learns both tasks", "[train]") {
  const Finished one({"train.epochs=40", "model.experts.dropout=0"});
  CHECK(metric(one.result.test, "auc_buy") > 0.9);
  const double first = metric(one.record.validations.front().second, "loss_price");
  CHECK(metric(one.result.test, "loss_price") < 0.2 * first);
}

TEST_CASE("trainer: the same seed gives the same bytes", "[train]") {
  for (const std::string model : {"mmoe", "omoe", "shared_bottom", "single_task"}) {
    CAPTURE(model);
    const std::string key = model.ends_with("moe") ? "experts" : "bottom";
    const std::vector<std::string> changes = {"model={type: " + model + ", " + key +
                                              ": {hidden: [6], dropout: 0.2, batch_norm: true}}"};
    auto other_seed = changes;
    other_seed.emplace_back("train.seed=2");
    const Finished a(changes), b(changes), c(other_seed);
    CHECK((a.record.files == b.record.files));
    CHECK((a.result.test == b.result.test));
    CHECK((a.record.files != c.record.files));
    CHECK((a.result.test != c.result.test));
  }
}

TEST_CASE("trainer: the same threads give the same bytes, other ones nearly", "[train]") {
  // Not Adam: it makes whole steps of the rounding of gradients that are 0.
  const std::vector<std::string> short_run = {"train.steps=3",
                                              "train.optimizer={type: sgd, learning_rate: 0.05}"};
  const Finished a(short_run, {8, 3}), b(short_run, {8, 3}), one(short_run, {1, 1});
  CHECK(a.trainer.threads() == 3);
  CHECK((a.record.files == b.record.files));
  CHECK((a.result.test == b.result.test));
  CHECK(difference(a.trainer.store().flat(), one.trainer.store().flat(), 1e-5) == "");
  for (size_t i = 0; i < 3; ++i) {
    CHECK(metric(a.record.steps[i].second, "loss") ==
          Approx(metric(one.record.steps[i].second, "loss")).epsilon(1e-5));
  }
}

TEST_CASE("trainer: a task of weight 0 does not matter", "[train]") {
  const Finished one({"tasks.1.weight=0", "train.early_stop.monitor=loss_buy"});
  const ParameterStore& store = one.trainer.store();
  for (const char* name : {"tower_price_0.weight", "tower_price_0.bias", "tower_price_logit.weight",
                           "tower_price_logit.bias"}) {
    CAPTURE(name);
    CHECK(same_bytes(part(store, store.flat(), name), part(store, one.start, name)));
  }
  CHECK_FALSE(same_bytes(part(store, store.flat(), "tower_buy_0.weight"),
                         part(store, one.start, "tower_buy_0.weight")));
  // Its loss is still reported, but does not count.
  const MetricValues& losses = one.record.steps.back().second;
  CHECK(metric(losses, "loss") == metric(losses, "loss_buy"));
  CHECK(metric(losses, "loss_price") > 0);
}

TEST_CASE("trainer: divergence ends the run with its own exit code", "[train]") {
  const SmallRun run({"train.optimizer={type: sgd, learning_rate: 1e20}"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Record record;
  const std::string message = error_of([&] { trainer.train(record); }, ExitCode::diverged);
  CHECK(message.starts_with("training diverged: in step "));
  CHECK(
      message.ends_with("lower train.optimizer.learning_rate, scale the inputs, or set "
                        "train.clip_norm or train.on_nonfinite"));
  CHECK(record.files.count("last") == 0);
}

TEST_CASE("trainer: clipping bounds the first step", "[train]") {
  const std::string sgd = "train.optimizer={type: sgd, learning_rate: 1}";
  const auto moved = [](const Finished& one) {
    return (one.trainer.store().flat() - one.start).norm().item<double>();
  };
  const Finished free({sgd, "train.steps=1"}),
      clipped({sgd, "train.steps=1", "train.clip_norm=0.001"});
  CHECK(moved(clipped) == Approx(0.001).epsilon(1e-3));
  CHECK(moved(free) > 0.01);
}

TEST_CASE("trainer: steps or epochs, whichever ends first", "[train]") {
  CHECK(Finished({"train.steps=3"}).result.progress.step == 3);
  CHECK(Finished({"train.steps=1000"}).result.progress.step == 14);
  const Finished one({"train.steps=3"});
  // The end is validated even in the middle of an epoch.
  REQUIRE(one.record.validations.size() == 1);
  CHECK(one.record.validations[0].first.step == 3);
  const Finished often({"train.validate_every=4", "train.log_every=5"});
  REQUIRE(often.record.validations.size() == 4);
  CHECK(often.record.validations[2].first.step == 12);
  CHECK(often.record.validations[3].first.step == 14);
  CHECK(often.record.steps.size() == 2);
}

TEST_CASE("trainer: losses between log lines are means", "[train]") {
  const Finished each({"train.steps=6"}), rare({"train.steps=6", "train.log_every=3"});
  REQUIRE(rare.record.steps.size() == 2);
  for (const std::string name : {"loss", "loss_buy", "loss_price"}) {
    double sum = 0;
    for (size_t i = 3; i < 6; ++i) sum += metric(each.record.steps[i].second, name);
    CHECK(metric(rare.record.steps[1].second, name) == Approx(sum / 3));
  }
}

TEST_CASE("trainer: stops early and tests the best checkpoint", "[train]") {
  // Steps far too long: the first validations are the best ones.
  const Finished one({"train.epochs=50", "train.optimizer={type: adam, learning_rate: 0.5}",
                      "train.early_stop.patience=2"});
  CHECK(one.result.stopped_early);
  CHECK(one.result.progress.step < 350);
  CHECK(one.result.progress.step == one.result.best_step + 14);
  size_t best = 0;
  for (size_t i = 0; i < one.record.bests.size(); ++i) {
    if (one.record.bests[i]) best = i;
  }
  CHECK((one.record.validations[best].second == one.result.valid));
  CHECK(one.record.validations[best].first.step == one.result.best_step);
  for (const auto& [progress, values] : one.record.validations) {
    CHECK(metric(values, "loss_price") >= metric(one.result.valid, "loss_price"));
  }
  // The file and the test are those of the best, not the last.
  CHECK(to_bytes(checkpoint_content(one.run.config, one.run.data.encoders,
                                    {{&one.trainer.model(), &one.trainer.store()}})) ==
        one.record.files.at("best"));
  Evaluator evaluator(one.trainer.model(), of(at::kFloat));
  CHECK((evaluate_tasks(heads_of(one.run.config.tasks), *one.run.data.test,
                        evaluator.logits(*one.run.data.test)) == one.result.test));
}

TEST_CASE("trainer: without validation the last model is the best", "[train]") {
  const Finished one({"data.valid=null"});
  CHECK(one.record.validations.empty());
  CHECK(one.result.best_step == 14);
  CHECK(one.result.valid.empty());
  CHECK(one.result.test.size() == 7);
  CHECK(one.record.files.size() == 2);
  const Finished bare({"data.valid=null", "data.test=null"});
  CHECK(bare.result.test.empty());
  CHECK(bare.record.tests.empty());
}

TEST_CASE("trainer: an interruption saves the model of its step", "[train]") {
  const SmallRun run;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Record record;
  record.interrupt = [](const Record& seen) {
    return seen.asked == 5 ? std::optional(ExitCode::interrupted) : std::nullopt;
  };
  CHECK(error_of([&] { trainer.train(record); }, ExitCode::interrupted) ==
        "stopped after step 5; last.safetensors holds its state, and --resume goes on from there");
  CHECK(trainer_state(parse_safetensors(record.files.at("last"), "last").metadata).step == 5);
  CHECK(record.tests.empty());
}

TEST_CASE("trainer: an undefined monitored metric is an error about the data", "[train]") {
  SmallRun run({"train.early_stop.monitor=auc_buy"});
  for (size_t i = 0; i < run.data.valid->labels.size(); i += 2) run.data.valid->labels[i] = 1;
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Record record;
  error_of([&] { trainer.train(record); }, ExitCode::data);
}

TEST_CASE("trainer: a stream has no epochs", "[train]") {
  const RunConfig config = parse_config(
      "{name: test, data: {type: synthetic, generator: {type: paper, d: 5}, stream: true, "
      "valid_rows: 100, test_rows: 100}, features: [{name: \"x*\", type: numeric, scale: none}], "
      "tasks: [{name: a, type: regression, label: y0}], model: {type: mmoe}, "
      "train: {steps: 20, batch_size: 32, validate_every: 8}}",
      "test");
  Log log(LogLevel::error);
  const TrainingData data = load_training_data(config, "", log);
  Trainer trainer(config, data, of(at::kFloat));
  Record record;
  const TrainingResult result = trainer.train(record);
  CHECK(result.progress.step == 20);
  CHECK(result.progress.rows == 640);
  CHECK(result.progress.epoch == 0);
  REQUIRE(record.validations.size() == 3);
  CHECK(record.validations[1].first.step == 16);
}

TEST_CASE("trainer: a last batch of one row is trained", "[train]") {
  const Finished one({"train.batch_size=33"});  // 33, 33, 33, 1
  CHECK(one.result.progress.step == 8);
  CHECK(one.trainer.store().flat().isfinite().all().item<bool>());
}

}  // namespace mmoe
