// The training loop: batches to gradients to steps, with validation, best checkpoint and early
// stop. Whoever wants to know what happens is an Observer.
#pragma once

#include <c10/core/TensorOptions.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/run_config.h"
#include "data/load.h"
#include "metrics/metrics.h"
#include "train/activity.h"
#include "train/early_stop.h"
#include "train/evaluator.h"
#include "train/members.h"
#include "train/runtime.h"
#include "train/save_schedule.h"
#include "train/saved_training.h"

namespace mmoe {

struct Progress {
  int64_t step = 0, total_steps = 0;  // steps done; planned
  double epoch = 0;                   // passes over the rows done; 0 for a stream
  int64_t resumed_at = 0;             // step at which this process took over
  // Of this process: seconds in steps, batching included, and rows trained; by each member, but
  // counted once.
  double train_seconds = 0;
  int64_t rows = 0;
};

enum class CheckpointKind {
  best,      // the model alone
  last,      // with all that training needs to go on
  rollback,  // the same, of where it goes back to when it diverges
};

class Observer {
 public:
  virtual ~Observer() = default;
  // After every `log_every` steps, with the mean losses ("loss", "loss_<task>") since the last
  // call, and where the run combines them otherwise than fixed what each counts ("weight_<task>");
  // of several members, the mean over them.
  virtual void on_step(const Progress&, const MetricValues& /*losses*/) {}
  virtual void on_validation(const Progress&, const MetricValues&, bool /*is_best*/) {}
  virtual void on_test(const Progress&, const MetricValues&) {}
  // To be written before this returns: training then goes on in its tensors.
  virtual void on_checkpoint(CheckpointKind, int64_t /*step*/, const SafeTensors&) {}
  // Training diverged and went back to this step.
  virtual void on_rollback(int64_t /*step*/, const std::string& /*reason*/) {}
  // The newest `rollback` checkpoint. Throws Error(checkpoint).
  virtual SavedTraining rollback();
  // Asked after every step, with several members now and then. With a code, training saves `last`
  // and ends with that Error.
  virtual std::optional<ExitCode> interruption() { return {}; }
};

struct TrainingResult {
  MetricValues valid, test;  // of the best checkpoint; empty without such data
  Activity activity;         // on the test rows, or else the validation rows
  int64_t best_step = 0;
  int64_t rollbacks = 0;
  Progress progress;
  double samples_per_second = 0;  // without the first ten steps
  bool stopped_early = false;
};

class Trainer {
 public:
  // Builds the model, or its members, and initialises it, or goes on from `saved`. Throws
  // Error(data) if the rows are not those of the saved run.
  Trainer(const RunConfig& config, const TrainingData& data, const at::TensorOptions& options,
          const Cores& cores = {}, const SavedTraining* saved = nullptr);

  // Trains so many more steps, fewer if the run ends; whether there is more to do.
  bool advance(Observer& observer, int64_t steps);
  // After the last step: writes `last`, evaluates the best on test data.
  TrainingResult finish(Observer& observer);
  // All of it.
  TrainingResult train(Observer& observer);

  const Progress& progress() const { return progress_; }
  const Members& members() const { return members_; }
  // Of the first member, or the only one.
  const MultiTaskModel& model() const { return members_[0].model(); }
  const ParameterStore& store() const { return members_[0].store(); }
  int threads() const { return members_.threads(); }

  // How the parameters came about, if not by drawing them, a line each.
  const std::vector<std::string>& notes() const { return notes_; }
  // Whether nothing is left to train.
  bool is_done() const { return progress_.step >= progress_.total_steps || result_.stopped_early; }
  // What was decided about how to compute, a line each.
  std::vector<std::string> decisions() const;

 private:
  int64_t last_warm_step() const;
  int64_t next_look() const;
  void resume(const SavedTraining& saved);
  void restore(const SafeTensors& content, const TrainerState& state);
  void go_on(Observer& observer, int64_t end);
  bool rolls_back() const;
  void go_back(Observer& observer, const Error& reason);
  void advance_to(int64_t step);
  void tell_epoch();
  void log_step(Observer& observer);
  int64_t validation_interval() const;
  bool is_validation_due() const;
  void validate(Observer& observer);
  MetricValues evaluate(const Dataset& data, Activity* activity = nullptr);
  void save(Observer& observer, CheckpointKind kind);
  TrainerState state() const;

  const RunConfig& config_;
  const TrainingData& data_;
  Members members_;
  std::string data_checksum_;
  std::vector<std::string> notes_;
  EarlyStop early_stop_;
  SaveSchedule saves_;
  Progress progress_;
  TrainingResult result_;
  double warm_seconds_ = 0;  // of the first ten steps
  int64_t warm_rows_ = 0;
};

}  // namespace mmoe
