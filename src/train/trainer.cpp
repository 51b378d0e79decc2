#include "train/trainer.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "optim/clip.h"
#include "optim/schedule.h"
#include "train/checkpoint.h"
#include "train/freeze.h"
#include "train/plan.h"
#include "train/pretrained_tables.h"
#include "train/warm_start.h"

namespace mmoe {

namespace {

constexpr int64_t kWarmSteps = 10;  // not counted in the rate

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Error diverged(const std::string& what) {
  return {ExitCode::diverged, "training diverged: " + what +
                                  "; lower train.optimizer.learning_rate, scale the inputs, or set "
                                  "train.clip_norm"};
}

}  // namespace

Trainer::Trainer(const RunConfig& config, const TrainingData& data,
                 const at::TensorOptions& options, const Cores& cores)
    : config_(config),
      data_(data),
      options_(options),
      model_(build_model(config.model, config.tasks, data.encoders.schema(), config.train.seed)),
      store_(*model_, options, large_tables_from(config.train, options),
             frozen_parameters(*model_, freeze_patterns(config.train, data))),
      threads_(store_.flat().is_cpu() && !compares_rows(config.tasks)
                   ? threads_for(cores, multiplications(config, *model_))
                   : 1),
      batches_(data.train, data.stream.get(),
               batch_options(config, store_, data.encoders.schema(), threads_ < cores.available),
               options),
      combination_(make_combination(config.train, config.tasks, store_.flat().options(),
                                    batches_.steps_per_epoch())),
      gradient_(*model_, store_, config.tasks, config.train.batch_size, config.train.seed, threads_,
                combination_.get()),
      optimizer_(make_optimizer(config.train.optimizer, store_)),
      table_optimizer_(make_table_optimizer(config.train, store_)),
      evaluator_(*model_, options),
      early_stop_(config.train.early_stop),
      losses_(config.tasks) {
  const TrainConfig& train = config.train;
  set_pretrained(*model_, data);
  if (train.init_from) notes_ = warm_start(*train.init_from, data.encoders, *model_);
  if (train.ema) mean_ = std::make_unique<RunningMean>(store_.flat(), *train.ema);
  progress_.total_steps = total_steps(config.train, batches_.steps_per_epoch());
}

void Trainer::update(const Batch& batch) {
  const TrainConfig& train = config_.train;
  const int64_t step = progress_.step + 1;
  Gradients& gradients = gradient_.gradients();
  if (train.clip_norm) clip(*train.clip_norm, gradients, batch);
  const double share = rate_share(train.schedule, progress_.step, progress_.total_steps);
  at::Tensor dense = gradients.parameters();
  optimizer_->step(dense, share, step);
  if (table_optimizer_) table_optimizer_->step(gradients, batch, share, step);
  if (train.embedding_max_norm) limit_rows(store_, batch, *train.embedding_max_norm);
  if (!mean_) return;
  settle();
  mean_->add(step);
}

void Trainer::settle() {
  if (table_optimizer_) table_optimizer_->settle();
}

void Trainer::forward_backward(const Batch& batch) {
  if (table_optimizer_) table_optimizer_->catch_up(batch);
  gradient_(batch);
}

// A device is waited for only when its losses are reported.
bool Trainer::looks_at_losses() const {
  const int64_t step = progress_.step + 1;
  return store_.flat().is_cpu() || step % config_.train.log_every == 0 ||
         step == progress_.total_steps;
}

void Trainer::look_at_losses() {
  const double total = losses_.add(gradient_.take_losses());
  if (std::isfinite(total)) return;
  throw diverged("the loss of step " + std::to_string(progress_.step + 1) + " is " +
                 (std::isnan(total) ? "NaN" : "infinite"));
}

void Trainer::step(Observer& observer) {
  const auto start = std::chrono::steady_clock::now();
  const Batch& batch = batches_.at_step(progress_.step);
  forward_backward(batch);
  if (looks_at_losses()) look_at_losses();
  update(batch);
  ++progress_.step;
  losses_.count_step();
  progress_.rows += batch.rows;
  progress_.train_seconds += seconds_since(start);
  if (batches_.steps_per_epoch() > 0) {
    progress_.epoch =
        static_cast<double>(progress_.step) / static_cast<double>(batches_.steps_per_epoch());
  }
  if (progress_.step == std::min(kWarmSteps, progress_.total_steps - 1)) {
    warm_seconds_ = progress_.train_seconds;
    warm_rows_ = progress_.rows;
  }
  if (progress_.step % config_.train.log_every == 0) log_step(observer);
}

void Trainer::log_step(Observer& observer) {
  MetricValues values = losses_.take();
  const std::vector<double> weights =
      combination_ ? combination_->weights() : std::vector<double>();
  for (size_t task = 0; task < weights.size(); ++task) {
    values.emplace_back("weight_" + base_of(config_.tasks[task]).name, weights[task]);
  }
  observer.on_step(progress_, values);
}

std::vector<std::string> Trainer::decisions() const {
  std::vector<std::string> lines = gradient_.preparation().decisions();
  lines.push_back("threads " + std::to_string(threads_) + ", pieces of " +
                  std::to_string(gradient_.piece_rows()) + " rows");
  const auto of_tables = table_decisions(config_.train, store_, table_optimizer_.get());
  lines.insert(lines.end(), of_tables.begin(), of_tables.end());
  return lines;
}

bool Trainer::is_validation_due() const {
  if (progress_.step == progress_.total_steps) return true;
  const int64_t every = config_.train.validate_every.value_or(batches_.steps_per_epoch());
  return every > 0 && progress_.step % every == 0;
}

void Trainer::save(Observer& observer, const std::string& name, bool with_state) {
  settle();
  if (!std::isfinite(store_.flat().sum().item<double>())) {
    throw Error(ExitCode::diverged, "training diverged: after step " +
                                        std::to_string(progress_.step) +
                                        " parameters are no longer finite; lower "
                                        "train.optimizer.learning_rate or set train.clip_norm");
  }
  TrainingState state;
  state.tensors = optimizer_->state();
  if (table_optimizer_) {
    const auto& tables = table_optimizer_->state();
    state.tensors.insert(state.tensors.end(), tables.begin(), tables.end());
  }
  if (mean_) state.tensors.emplace_back("ema", mean_->mean());
  if (combination_) {
    const auto& own = combination_->state();
    state.tensors.insert(state.tensors.end(), own.begin(), own.end());
  }
  state.values = {{"step", std::to_string(progress_.step)},
                  {"best_step", std::to_string(early_stop_.best_step())},
                  {"best", early_stop_.best() ? shortest(*early_stop_.best()) : "none"},
                  {"failures", std::to_string(early_stop_.failures())}};
  observer.on_checkpoint(name, checkpoint_content(config_, data_.encoders, *model_, store_,
                                                  with_state ? &state : nullptr));
}

// The last step may have broken what no loss has seen yet.
MetricValues Trainer::evaluate(const Dataset& data, GateLoads* loads) {
  settle();
  const auto logits = evaluator_.logits(data, loads);
  for (const std::vector<double>& task : logits) {
    if (!std::ranges::all_of(task, [](double value) { return std::isfinite(value); })) {
      throw diverged("after step " + std::to_string(progress_.step) +
                     " the model's outputs are NaN or infinite");
    }
  }
  return evaluate_tasks(heads_of(config_.tasks, data_.encoders.label_scalings()), data, logits);
}

void Trainer::validate(Observer& observer) {
  if (!data_.valid) return;
  const MeanInPlace mean_in_place(mean_.get());
  const MetricValues values = evaluate(*data_.valid);
  const EarlyStop::Verdict verdict = early_stop_.judge(values, progress_.step);
  if (verdict.is_best) {
    result_.valid = values;
    save(observer, "best", /*with_state=*/false);
    const bool goes_on = progress_.step < progress_.total_steps;
    if (goes_on && data_.test) best_.take(*model_, store_);
  }
  observer.on_validation(progress_, values, verdict.is_best);
  result_.stopped_early = verdict.stop;
}

bool Trainer::advance(Observer& observer, int64_t steps) {
  const int64_t end = progress_.step + std::min(steps, progress_.total_steps - progress_.step);
  while (progress_.step < end && !result_.stopped_early) {
    step(observer);
    if (is_validation_due()) validate(observer);
    if (result_.stopped_early) break;
    if (const auto code = observer.interruption()) {
      save(observer, "last", /*with_state=*/true);
      throw Error(*code, "stopped after step " + std::to_string(progress_.step) +
                             "; last.safetensors holds the model of this step");
    }
  }
  return progress_.step < progress_.total_steps && !result_.stopped_early;
}

TrainingResult Trainer::train(Observer& observer) {
  advance(observer, progress_.total_steps);
  return finish(observer);
}

TrainingResult Trainer::finish(Observer& observer) {
  save(observer, "last", /*with_state=*/true);
  if (mean_) mean_->swap();  // from here on it is the model
  result_.best_step = early_stop_.best_step();
  if (!data_.valid) {
    // Nothing to choose by: the last is the best.
    result_.best_step = progress_.step;
    save(observer, "best", /*with_state=*/false);
  }
  if (data_.test) {
    if (result_.best_step != progress_.step) best_.put_back();
    GateLoads loads(*model_);
    result_.test = evaluate(*data_.test, &loads);
    result_.gates = loads.means();
    observer.on_test(progress_, result_.test);
  }
  result_.progress = progress_;
  const double seconds = progress_.train_seconds - warm_seconds_;
  const auto rows = static_cast<double>(progress_.rows - warm_rows_);
  result_.samples_per_second = seconds > 0 ? rows / seconds : 0;
  return result_;
}

}  // namespace mmoe
