// The `train` part of a config: how long, how fast, with what, and when to stop.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "config/combine_config.h"
#include "config/fields.h"
#include "config/scalars.h"

namespace mmoe {

namespace detail {

template <class Visitor, class Self>
void rate_and_l2(Visitor& visit, Self& self) {
  visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
  visit("embedding_learning_rate", self.embedding_learning_rate,
        "the same for embedding tables; by default `learning_rate`", at_least(0));
  visit("l2", self.l2, "adds l2 * w to the gradient of weight matrices", at_least(0));
  visit("embedding_l2", self.embedding_l2, "the same for embedding tables", at_least(0));
}

template <class Visitor, class Self>
void moments(Visitor& visit, Self& self) {
  visit("beta1", self.beta1, "decay of the mean of gradients", from_below(0, 1));
  visit("beta2", self.beta2, "decay of the mean of squared gradients", from_below(0, 1));
  visit("epsilon", self.epsilon, "added to the root of the second mean", above(0));
}

}  // namespace detail

// Kingma and Ba 2015.
struct AdamConfig {
  static constexpr const char* type = "adam";
  double learning_rate = 1e-3, l2 = 0, embedding_l2 = 0;
  std::optional<double> embedding_learning_rate;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    detail::moments(visit, self);
  }
  bool operator==(const AdamConfig&) const = default;
};

// Loshchilov and Hutter 2019: weight decay apart from the gradient.
struct AdamWConfig {
  static constexpr const char* type = "adamw";
  double learning_rate = 1e-3, weight_decay = 0.01;
  std::optional<double> embedding_learning_rate;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    visit("embedding_learning_rate", self.embedding_learning_rate,
          "the same for embedding tables; by default `learning_rate`", at_least(0));
    visit("weight_decay", self.weight_decay,
          "share by which weight matrices and tables shrink a step, times the learning rate",
          at_least(0));
    detail::moments(visit, self);
  }
  bool operator==(const AdamWConfig&) const = default;
};

struct SgdConfig {
  static constexpr const char* type = "sgd";
  double learning_rate = 0.01, l2 = 0, embedding_l2 = 0, momentum = 0;
  std::optional<double> embedding_learning_rate;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    visit("momentum", self.momentum, "share of the last step that goes on", from_below(0, 1));
  }
  bool operator==(const SgdConfig&) const = default;
};

// Duchi et al. 2011.
struct AdagradConfig {
  static constexpr const char* type = "adagrad";
  double learning_rate = 0.01, l2 = 0, embedding_l2 = 0;
  std::optional<double> embedding_learning_rate;
  double initial_accumulator = 0, epsilon = 1e-10;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::rate_and_l2(visit, self);
    visit("initial_accumulator", self.initial_accumulator, "first sum of squared gradients",
          at_least(0));
    visit("epsilon", self.epsilon, "added to the root of the sum", above(0));
  }
  bool operator==(const AdagradConfig&) const = default;
};

using OptimizerConfig = std::variant<AdamConfig, AdamWConfig, SgdConfig, AdagradConfig>;

// Rules for large tables that touch only the rows of a batch. Adam of those rows alone: moments of
// the others stand still.
struct LazyAdamConfig {
  static constexpr const char* type = "lazy_adam";
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    detail::moments(visit, self);
  }
  bool operator==(const LazyAdamConfig&) const = default;
};

// Adagrad with one sum a row, of the mean square of its gradient.
struct RowWiseAdagradConfig {
  static constexpr const char* type = "row_wise_adagrad";
  double learning_rate = 0.01, initial_accumulator = 0, epsilon = 1e-10;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
    visit("initial_accumulator", self.initial_accumulator, "first sum of squared gradients",
          at_least(0));
    visit("epsilon", self.epsilon, "added to the root of the sum", above(0));
  }
  bool operator==(const RowWiseAdagradConfig&) const = default;
};

struct TableSgdConfig {
  static constexpr const char* type = "sgd";
  double learning_rate = 0.01;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "size of a step", at_least(0));
  }
  bool operator==(const TableSgdConfig&) const = default;
};

using TableOptimizerConfig = std::variant<LazyAdamConfig, RowWiseAdagradConfig, TableSgdConfig>;

namespace detail {

template <class Visitor, class Self>
void warmup(Visitor& visit, Self& self) {
  visit("warmup", self.warmup, "share of all steps over which the rate rises from 0", within(0, 1));
}

}  // namespace detail

struct ConstantSchedule {
  static constexpr const char* type = "constant";
  double warmup = 0;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
  }
  bool operator==(const ConstantSchedule&) const = default;
};

struct CosineSchedule {
  static constexpr const char* type = "cosine";
  double warmup = 0, final = 0;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
  }
  bool operator==(const CosineSchedule&) const = default;
};

// Smith and Topin 2018: up to the peak, then a cosine down to nearly nothing.
struct OneCycleSchedule {
  static constexpr const char* type = "one_cycle";
  double warmup = 0.1, final = 0.001;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
  }
  bool operator==(const OneCycleSchedule&) const = default;
};

struct ExponentialSchedule {
  static constexpr const char* type = "exponential";
  double warmup = 0, decay = 0.9, least = 0;
  int64_t every = 1000;
  bool staircase = false;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("decay", self.decay, "factor of the rate each `every` steps",
          Rule{.low = 0, .high = 1, .above_low = true});
    visit("every", self.every, "steps", at_least(1));
    visit("staircase", self.staircase, "whether the rate falls at once each `every` steps");
    visit("least", self.least, "no lower than this share of the peak", within(0, 1));
  }
  bool operator==(const ExponentialSchedule&) const = default;
};

// From the peak down to `final` in `steps` steps: final + (1 - final) (1 - step / steps)^power,
// and `final` from there on. Steps count from the end of the warm-up.
struct PolynomialSchedule {
  static constexpr const char* type = "polynomial";
  double warmup = 0, final = 0, power = 1;
  std::optional<int64_t> steps;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
    visit("power", self.power, "1: a line", above(0));
    visit("steps", self.steps, "steps of the descent; by default the last step has `final`",
          at_least(1));
  }
  bool operator==(const PolynomialSchedule&) const = default;
};

// A list of rates: the peak before the first boundary.
struct PiecewiseSchedule {
  static constexpr const char* type = "piecewise";
  double warmup = 0;
  std::vector<int64_t> boundaries;
  std::vector<double> shares;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("boundaries", self.boundaries, "steps of the run, ascending", required());
    visit("shares", self.shares, "of the peak rate, from each boundary on", required());
  }
  bool operator==(const PiecewiseSchedule&) const = default;
};

using ScheduleConfig = std::variant<ConstantSchedule, CosineSchedule, OneCycleSchedule,
                                    ExponentialSchedule, PolynomialSchedule, PiecewiseSchedule>;

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
