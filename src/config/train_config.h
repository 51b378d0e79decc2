// The `train` part of a config: how long, how fast, with what, and when to stop.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/combine_config.h"
#include "config/fields.h"
#include "config/optimizer_config.h"
#include "config/scalars.h"
#include "config/schedule_config.h"

namespace mmoe {

enum class Direction { max, min };
template <>
struct Words<Direction> {
  static constexpr std::pair<const char*, Direction> values[] = {{"max", Direction::max},
                                                                 {"min", Direction::min}};
};

struct EarlyStopConfig {
  std::string monitor = "loss";
  std::optional<Direction> mode;
  std::optional<int64_t> patience;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("monitor", self.monitor,
          "metric on validation that chooses the best checkpoint, or an expression of metrics "
          "such as (auc_click + auc_buy) / 2");
    visit("mode", self.mode, "whether more is better; follows a single metric by itself");
    visit("patience", self.patience,
          "stop after this many validations without a better value; without it: never",
          at_least(1));
  }
  bool operator==(const EarlyStopConfig&) const = default;
};

inline constexpr char kAuto[] = "auto";
using ThreadCount = NumberOr<kAuto>;

// Longest gradients.
struct ClipConfig {
  static constexpr const char* shorthand = "all";
  std::optional<double> all, dense, tables;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("all", self.all, "all parameters together", above(0));
    visit("dense", self.dense, "all but embedding tables", above(0));
    visit("tables", self.tables, "embedding tables", above(0));
  }
  bool operator==(const ClipConfig&) const = default;
};

struct InitFromConfig {
  static constexpr const char* shorthand = "checkpoint";
  std::string checkpoint;
  NamedTexts names;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("checkpoint", self.checkpoint, "file whose parameters training starts from", required());
    visit("names", self.names,
          "parameters with another name there, by prefix: `{experts: old_experts}`");
  }
  bool operator==(const InitFromConfig&) const = default;
};

// When the state of training is saved; without either: every 10 minutes.
struct SaveEveryConfig {
  static constexpr const char* shorthand = "steps";
  std::optional<int64_t> steps;
  std::optional<double> minutes;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("steps", self.steps, "steps between checkpoints", at_least(1));
    visit("minutes", self.minutes, "minutes between checkpoints; whichever comes first", above(0));
  }
  bool operator==(const SaveEveryConfig&) const = default;
};

// What becomes of a step whose losses or gradients are NaN or infinite.
enum class OnNonfinite { stop, skip, rollback };
template <>
struct Words<OnNonfinite> {
  static constexpr std::pair<const char*, OnNonfinite> values[] = {
      {"stop", OnNonfinite::stop},
      {"skip", OnNonfinite::skip},
      {"rollback", OnNonfinite::rollback}};
};

struct TrainConfig {
  std::optional<int64_t> epochs, steps;
  int64_t batch_size = 1024;
  OptimizerConfig optimizer;
  std::optional<TableOptimizerConfig> table_optimizer;
  ScheduleConfig schedule;
  CombineConfig combine;
  std::optional<ClipConfig> clip_norm;
  std::optional<double> embedding_max_norm, ema;
  std::optional<InitFromConfig> init_from;
  std::vector<std::string> freeze;
  EarlyStopConfig early_stop;
  std::optional<int64_t> validate_every;
  std::optional<SaveEveryConfig> save_every;
  int64_t keep = 2;
  OnNonfinite on_nonfinite = OnNonfinite::stop;
  int64_t log_every = 100;
  int64_t seed = 1;
  int64_t members = 1;
  std::string device = "auto";
  ThreadCount threads;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("epochs", self.epochs, "passes over the training rows; 1 if `steps` is not given",
          within(1, 1e9));
    visit("steps", self.steps, "steps; whichever of the two ends first", within(1, 1e15));
    visit("batch_size", self.batch_size, "rows a step", within(1, 1e8));
    visit("optimizer", self.optimizer, "rule of a step");
    visit("table_optimizer", self.table_optimizer,
          "another rule for large tables (16,384 rows, and four for each row of a batch), without "
          "`embedding_l2`; by default they follow `optimizer` exactly");
    visit("schedule", self.schedule, "the learning rate over the run");
    visit("combine", self.combine, "how the tasks' losses become one");
    visit("clip_norm", self.clip_norm,
          "longest gradient: a number for all parameters together, "
          "or one for each group");
    visit("embedding_max_norm", self.embedding_max_norm,
          "rows of embedding tables that are longer after a step are cut back to this length; of "
          "large tables, rows that the step's batch touches",
          above(0));
    visit(
        "ema", self.ema,
        "decay a step of a running mean of the parameters, which is what is validated, tested and "
        "saved as the best; without it the parameters themselves. Each step then goes over all "
        "rows of large tables, too",
        from_below(0, 1));
    visit("init_from", self.init_from, "a checkpoint to start from; what does not match is listed");
    visit("freeze", self.freeze, "names of parameters that stay as they are, or patterns with *");
    visit("early_stop", self.early_stop, "which checkpoint is best, and when to stop");
    visit("validate_every", self.validate_every, "steps between validations; default: an epoch",
          at_least(1));
    visit("save_every", self.save_every,
          "steps between checkpoints from which --resume goes on, or `{minutes: 5}`; default: 10 "
          "minutes");
    visit("keep", self.keep,
          "newest of these checkpoints that stay in the run folder: `last.safetensors` and earlier "
          "ones as `step-<n>.safetensors`; the best one stays besides",
          within(1, 1e6));
    visit("on_nonfinite", self.on_nonfinite,
          "what becomes of a step whose losses or gradients are NaN or infinite: `stop` ends the "
          "run; `skip` leaves the step out; `rollback` goes back to the state of the last "
          "validation, or the beginning, and on from there at half the learning rate");
    visit("log_every", self.log_every, "steps between training lines of metrics.jsonl",
          at_least(1));
    visit("seed", self.seed, "seed of init, shuffling and dropout", at_least(0));
    visit("members", self.members,
          "replicas of the model, each from a seed of its own, that train at once, one a thread, "
          "and predict the mean of what they predict; validation, early stop and the best "
          "checkpoint are those of the mean",
          within(1, 64));
    visit("device", self.device, "auto, cpu, cuda or cuda:N");
    visit("threads", self.threads,
          "compute threads of training; `auto`: as many cores as a batch keeps busy",
          within(1, 1024));
  }
  bool operator==(const TrainConfig&) const = default;
};

}  // namespace mmoe
