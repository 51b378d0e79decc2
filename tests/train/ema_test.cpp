// Runs whose model is the running mean of their parameters.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/temp_folder.h"
#include "support/torch_runs.h"
#include "support/torch_tensors.h"
#include "train/checkpoint.h"
#include "train/evaluator.h"

namespace mmoe {

using namespace test;

namespace {

at::Tensor flat_of(const Record& record, const std::string& name) {
  const TempFolder folder;
  const std::string path = folder.write("m.safetensors", record.files.at(name));
  return load_checkpoint(path, of(at::kFloat)).members[0].store->flat().clone();
}

// What mmoe-eval would say of this file.
MetricValues evaluated(const SmallRun& run, const std::string& bytes) {
  const TempFolder folder;
  const LoadedModel loaded = load_checkpoint(folder.write("m.safetensors", bytes), of(at::kFloat));
  const auto logits = Evaluator(*loaded.members[0].model, of(at::kFloat)).logits(*run.data.test);
  return evaluate_tasks(heads_of(run.config.tasks), *run.data.test, logits);
}

// Catch2 cannot print them.
bool same_values(const MetricValues& a, const MetricValues& b) { return a == b; }

}  // namespace

TEST_CASE("ema: best holds the mean of the steps, last the parameters and the mean", "[train]") {
  const SmallRun run({"train.ema=0.5", "train.steps=3", "data.valid=null"});
  const SmallRun without({"train.steps=3", "data.valid=null"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Trainer plain(without.config, without.data, of(at::kFloat));
  Record record, plain_record;
  std::vector<at::Tensor> steps;
  for (int64_t step = 0; step < 3; ++step) {
    trainer.advance(record, 1);
    plain.advance(plain_record, 1);
    steps.push_back(trainer.store().flat().clone());
    CHECK(same_bytes(steps.back(), plain.store().flat()));  // the way of training is the same
  }
  const TrainingResult result = trainer.finish(record);
  const at::Tensor mean = (0.25 * steps[0] + 0.5 * steps[1] + steps[2]) / 1.75;
  CHECK(difference(flat_of(record, "best"), mean, 1e-6) == "");
  CHECK(same_bytes(flat_of(record, "last"), steps[2]));
  CHECK_FALSE(same_bytes(flat_of(record, "best"), steps[2]));
  const SafeTensors last = parse_safetensors(record.files.at("last"), "last");
  CHECK(last.tensor("training.ema").shape == std::vector<int64_t>{mean.numel()});
  CHECK(same_values(evaluated(run, record.files.at("best")), result.test));
}

TEST_CASE("ema: validation chooses among means, and the best is what is tested", "[train]") {
  const SmallRun run({"train.ema=0.8", "train.epochs=50", "train.early_stop.patience=3",
                      "train.optimizer={type: adam, learning_rate: 0.3}"});
  Trainer trainer(run.config, run.data, of(at::kFloat));
  Record record;
  const TrainingResult result = trainer.train(record);
  CHECK(result.stopped_early);
  CHECK(result.best_step < result.progress.step);
  CHECK(same_values(evaluated(run, record.files.at("best")), result.test));
  CHECK_FALSE(same_values(evaluated(run, record.files.at("last")), result.test));
  // A run without it goes the same way, but is validated otherwise.
  SmallRun other({"train.epochs=50", "train.optimizer={type: adam, learning_rate: 0.3}"});
  Trainer raw(other.config, other.data, of(at::kFloat));
  Record raw_record;
  raw.train(raw_record);
  CHECK(same_values(raw_record.steps[20].second, record.steps[20].second));
  CHECK_FALSE(same_values(raw_record.validations[2].second, record.validations[2].second));
}

TEST_CASE("ema: without memory the run is one without it", "[train]") {
  const SmallRun run({"train.ema=0"}), plain;
  Trainer a(run.config, run.data, of(at::kFloat)), b(plain.config, plain.data, of(at::kFloat));
  Record of_a, of_b;
  CHECK(same_values(a.train(of_a).test, b.train(of_b).test));
  CHECK(same_bytes(flat_of(of_a, "best"), flat_of(of_b, "best")));
}

}  // namespace mmoe
