// One replica of a model with all that is its own in training: parameters, batches, optimizer.
#pragma once

#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "metrics/metrics.h"
#include "models/multi_task_model.h"
#include "nn/parameter_store.h"
#include "optim/optimizer.h"
#include "optim/running_mean.h"
#include "optim/tables.h"
#include "train/batch_gradient.h"
#include "train/batches.h"
#include "train/checkpoint.h"
#include "train/evaluator.h"
#include "train/loss_means.h"
#include "train/runtime.h"
#include "train/snapshot.h"
#include "train/step_guard.h"

namespace mmoe {

class Learner {
 public:
  // Builds the model and draws its parameters, all from the config's seed.
  Learner(const RunConfig& config, const TrainingData& data, const at::TensorOptions& options,
          const Cores& cores);

  // Copies parameters from a member of the checkpoint of `train.init_from`; lines for the log.
  std::vector<std::string> start_from(const LoadedModel& origin, size_t member);

  // Trains until so many steps are done. A step whose losses or gradients are not finite is not
  // taken. Throws Error(diverged), unless such steps are to be left out and are few.
  void advance_to(int64_t step);

  int64_t step() const { return step_; }
  int64_t rows() const { return rows_; }  // trained
  int64_t total_steps() const { return total_steps_; }
  int64_t steps_per_epoch() const { return batches_.steps_per_epoch(); }  // 0 for a stream
  int64_t seed() const { return config_.train.seed; }
  int threads() const { return threads_; }
  const MultiTaskModel& model() const { return *model_; }
  const ParameterStore& store() const { return store_; }
  RunningMean* mean() { return mean_.get(); }  // null: not asked for
  // What was decided about how to compute, a line each.
  std::vector<std::string> decisions() const;

  // Mean losses ("loss", "loss_<task>") of the steps since the last call, and where the run
  // combines them otherwise than fixed what each counts ("weight_<task>"); where steps may be left
  // out, how many were ("skipped_steps").
  MetricValues take_losses();
  // By task, as Evaluator gives them. Throws Error(diverged) if one is not finite.
  std::vector<std::vector<double>> logits(const Dataset& data, ActivityMeter* meter = nullptr);
  // What a checkpoint holds of it. Throws Error(diverged) if a parameter is not finite.
  CheckpointMember checkpoint(bool with_state);

  // Goes on from a checkpoint after this step, whose best one was after `best_step` (0: none): the
  // tensors that its values go into; then resumed().
  CheckpointMember resume_at(int64_t step, int64_t best_step);
  void resumed();
  // The share of the scheduled learning rate that is used from here on.
  void set_rate_factor(double factor) { rate_factor_ = factor; }

  // Model and statistics as they are now, the best so far, to return to them.
  void keep();
  void forget() { kept_.forget(); }
  void put_back() const { kept_.put_back(); }

 private:
  void take_step();
  void update(const Batch& batch);
  void leave_out(const Batch& batch, const std::string& problem);
  void settle();
  bool looks_at_losses() const;
  std::string find_problem(const Batch& batch);
  NamedTensors state();

  RunConfig config_;
  const TrainingData& data_;
  std::shared_ptr<MultiTaskModel> model_;
  ParameterStore store_;
  int threads_;
  std::unique_ptr<RowStream> stream_;  // null: rows of a table
  Batches batches_;
  std::unique_ptr<Combination> combination_;  // null: fixed weights
  BatchGradient gradient_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<TableOptimizer> table_optimizer_;  // null: no large tables
  std::unique_ptr<RunningMean> mean_;
  Evaluator evaluator_;
  LossMeans losses_;
  std::unique_ptr<StepGuard> guard_;  // null: no step is left out
  std::vector<double> skips_;         // steps left out since the last log, and in a row
  Snapshot kept_;
  int64_t total_steps_, step_ = 0, rows_ = 0, kept_step_ = 0;
  double rate_factor_ = 1;
};

}  // namespace mmoe
