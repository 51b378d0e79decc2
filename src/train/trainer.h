// The training loop: batches to gradients to steps, with validation, best checkpoint and early
// stop. Whoever wants to know what happens is an Observer.
#pragma once

#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/run_config.h"
#include "data/load.h"
#include "losses/loss.h"
#include "metrics/metrics.h"
#include "models/multi_task_model.h"
#include "nn/parameter_store.h"
#include "optim/optimizer.h"
#include "train/batches.h"
#include "train/early_stop.h"
#include "train/evaluator.h"

namespace mmoe {

struct Progress {
  int64_t step = 0, total_steps = 0;  // steps done; planned
  double epoch = 0;                   // passes over the rows done; 0 for a stream
  double train_seconds = 0;           // spent in steps, batching included
  int64_t rows = 0;                   // rows trained
};

class Observer {
 public:
  virtual ~Observer() = default;
  // After every `log_every` steps, with the mean losses ("loss", "loss_<task>") since the last
  // call.
  virtual void on_step(const Progress&, const MetricValues& /*losses*/) {}
  virtual void on_validation(const Progress&, const MetricValues&, bool /*is_best*/) {}
  virtual void on_test(const Progress&, const MetricValues&) {}
  // Complete files of the run: "best" and "last".
  virtual void on_checkpoint(const std::string& /*name*/, const std::string& /*bytes*/) {}
  // Asked after every step. With a code, training saves `last` and ends with that Error.
  virtual std::optional<ExitCode> interruption() { return {}; }
};

struct TrainingResult {
  MetricValues valid, test;  // of the best checkpoint; empty without such data
  int64_t best_step = 0;
  Progress progress;
  double samples_per_second = 0;  // without the first ten steps
  bool stopped_early = false;
};

class Trainer {
 public:
  // Builds and initialises the model.
  Trainer(const RunConfig& config, const TrainingData& data, const at::TensorOptions& options);

  TrainingResult train(Observer& observer);

  const MultiTaskModel& model() const { return *model_; }
  const ParameterStore& store() const { return store_; }

 private:
  void step(Observer& observer);
  double forward_backward(const Batch& batch);
  Pass& pass_for(int64_t rows);
  void log_step(Observer& observer);
  bool is_validation_due() const;
  bool validate(Observer& observer, TrainingResult& result);
  MetricValues evaluate(const Dataset& data);
  void save(Observer& observer, const std::string& name, bool with_state);
  void finish(Observer& observer, TrainingResult& result);

  const RunConfig& config_;
  const TrainingData& data_;
  at::TensorOptions options_;
  std::shared_ptr<MultiTaskModel> model_;
  ParameterStore store_;
  at::Tensor gradient_;
  std::vector<std::vector<at::Tensor>> gradient_views_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<std::unique_ptr<Loss>> losses_;
  Batches batches_;
  std::map<int64_t, Pass> passes_;  // by number of rows
  Evaluator evaluator_;
  EarlyStop early_stop_;
  Progress progress_;
  std::vector<double> loss_sums_;  // by task, since the last log line
  int64_t summed_steps_ = 0;
  double warm_seconds_ = 0;  // of the first ten steps
  int64_t warm_rows_ = 0;
  std::string best_;  // bytes of the best checkpoint
};

}  // namespace mmoe
