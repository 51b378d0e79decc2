#include "train/trial.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/process.h"
#include "train/evaluator.h"
#include "train/trainer.h"

namespace mmoe {

namespace {

constexpr int64_t kSteps = 50, kLossSteps = 10;
constexpr double kSeconds = 3;

// Sums each task's loss over the first steps.
struct FirstLosses : Observer {
  std::vector<double> sums;

  void on_step(const Progress& progress, const MetricValues& losses) override {
    if (progress.step > kLossSteps) return;
    sums.resize(losses.size());
    for (size_t i = 0; i < losses.size(); ++i) sums[i] += losses[i].second.value_or(0);
  }

  // `losses` are the total and then those of the tasks; weights of tasks may follow.
  std::vector<double> means(size_t tasks, int64_t steps) const {
    std::vector<double> means(sums.begin() + 1, sums.begin() + 1 + static_cast<int64_t>(tasks));
    for (double& mean : means) mean /= static_cast<double>(std::min(steps, kLossSteps));
    return means;
  }
};

// The same run, with every step's losses told, and without validations.
RunConfig for_trial(RunConfig config) {
  config.train.log_every = 1;
  config.train.validate_every = std::numeric_limits<int64_t>::max();
  return config;
}

// Seconds a step: the median, which a moment of another program's does not move.
double time_steps(Trainer& trainer, Observer& observer) {
  const int64_t last = trainer.progress().total_steps - 1;  // that one would validate
  std::vector<double> seconds;
  do {
    const double before = trainer.progress().train_seconds;
    trainer.advance(observer, 1);
    seconds.push_back(trainer.progress().train_seconds - before);
  } while (trainer.progress().step < std::min(kSteps, last) &&
           trainer.progress().train_seconds < kSeconds);
  const auto middle = seconds.begin() + static_cast<int64_t>(seconds.size() / 2);
  std::ranges::nth_element(seconds, middle);
  return *middle;
}

// Seconds a row, of all members: as many at once as there are threads.
double time_evaluation(const Trainer& trainer, const RunConfig& config, const TrainingData& data,
                       const at::TensorOptions& options) {
  const std::optional<Dataset>& rows = data.valid ? data.valid : data.test;
  if (!rows) return 0;
  const auto start = std::chrono::steady_clock::now();
  const auto logits = Evaluator(trainer.model(), options).logits(*rows);
  evaluate_tasks(heads_of(config.tasks, data.encoders.label_scalings()), *rows, logits);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const auto members = static_cast<int64_t>(trainer.members().size());
  const int64_t turns = members > 1 ? (members + trainer.threads() - 1) / trainer.threads() : 1;
  return static_cast<double>(turns) * took.count() / static_cast<double>(rows->rows);
}

int64_t validations(const TrainConfig& config, const TrainingData& data, int64_t steps) {
  if (!data.valid) return 0;
  const int64_t epoch = (data.train.rows + config.batch_size - 1) / config.batch_size;
  const int64_t every = config.validate_every.value_or(epoch);
  return every > 0 ? (steps + every - 1) / every : 1;  // one more at the end
}

double rows_of(const std::optional<Dataset>& part) {
  return part ? static_cast<double>(part->rows) : 0;
}

}  // namespace

Trial try_training(const RunConfig& config, const TrainingData& data,
                   const at::TensorOptions& options, const Cores& cores) {
  const RunConfig own = for_trial(config);
  Trainer trainer(own, data, options, cores);
  FirstLosses losses;
  Trial trial;
  trial.parameters = trainer.members().parameters();
  trial.steps = trainer.progress().total_steps;
  trial.validations = validations(config.train, data, trial.steps);
  trial.step_seconds = time_steps(trainer, losses);
  trial.row_seconds = time_evaluation(trainer, config, data, options);
  trial.losses = losses.means(config.tasks.size(), trainer.progress().step);
  // The best parameters are kept for the test while training goes on.
  const bool keeps_best = data.valid && data.test;
  trial.memory_mb =
      peak_memory_mb() + (keeps_best ? 4e-6 * static_cast<double>(trial.parameters) : 0);
  trial.training_seconds =
      static_cast<double>(trial.steps) * trial.step_seconds +
      trial.row_seconds *
          (static_cast<double>(trial.validations) * rows_of(data.valid) + rows_of(data.test));
  return trial;
}

}  // namespace mmoe
