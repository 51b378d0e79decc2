#include "train/trainer.h"

#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "optim/schedule.h"
#include "train/checkpoint.h"

namespace mmoe {

namespace {

constexpr int64_t kWarmSteps = 10;  // not counted in the rate

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int64_t total_steps(const TrainConfig& config, int64_t steps_per_epoch) {
  const int64_t endless = std::numeric_limits<int64_t>::max();
  const int64_t by_epochs =
      config.epochs && steps_per_epoch > 0 ? *config.epochs * steps_per_epoch : endless;
  return std::min(by_epochs, config.steps.value_or(endless));
}

Error diverged(const std::string& what) {
  return {ExitCode::diverged, "training diverged: " + what +
                                  "; lower train.optimizer.learning_rate, scale the inputs, or set "
                                  "train.clip_norm"};
}

}  // namespace

Trainer::Trainer(const RunConfig& config, const TrainingData& data,
                 const at::TensorOptions& options)
    : config_(config),
      data_(data),
      options_(options),
      model_(build_model(config.model, config.tasks, data.encoders.schema(), config.train.seed)),
      store_(*model_, options),
      gradient_(at::zeros_like(store_.flat())),
      gradient_views_(store_.views_of(gradient_)),
      optimizer_(make_optimizer(config.train.optimizer, store_)),
      batches_(data.train, data.stream.get(), config.train.batch_size, config.train.seed, options),
      evaluator_(*model_, options),
      early_stop_(config.train.early_stop),
      loss_sums_(config.tasks.size(), 0) {
  for (const TaskConfig& task : config.tasks) losses_.push_back(make_loss(task));
  progress_.total_steps = total_steps(config.train, batches_.steps_per_epoch());
}

Pass& Trainer::pass_for(int64_t rows) {
  const RandomStream dropout(static_cast<uint64_t>(config_.train.seed), "dropout");
  return passes_.try_emplace(rows, *model_, rows, options_, gradient_views_, dropout).first->second;
}

// Gives the weighted total; the gradient buffer then holds its gradient.
double Trainer::forward_backward(const Batch& batch) {
  Pass& pass = pass_for(batch.rows);
  pass.forward(batch, /*training=*/true);
  double total = 0;
  for (size_t task = 0; task < losses_.size(); ++task) {
    const double weight = base_of(config_.tasks[task]).weight;
    at::Tensor d_logits = pass.output_gradient(model_->logits[task]);
    const at::Tensor labels = batch.labels.select(1, static_cast<int64_t>(task));
    const double loss =
        (*losses_[task])(pass.output(model_->logits[task]), labels, weight, d_logits);
    loss_sums_[task] += loss;
    total += weight * loss;
  }
  gradient_.zero_();
  pass.backward();
  return total;
}

void Trainer::step(Observer& observer) {
  const auto start = std::chrono::steady_clock::now();
  const Batch& batch = batches_.at_step(progress_.step);
  const double loss = forward_backward(batch);
  if (!std::isfinite(loss)) {
    throw diverged("the loss of step " + std::to_string(progress_.step + 1) + " is " +
                   (std::isnan(loss) ? "NaN" : "infinite"));
  }
  if (config_.train.clip_norm) clip_to_norm(gradient_, *config_.train.clip_norm);
  const double share = rate_share(config_.train.schedule, progress_.step, progress_.total_steps);
  optimizer_->step(gradient_, share, progress_.step + 1);
  ++progress_.step;
  ++summed_steps_;
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
  MetricValues losses = {{"loss", 0.0}};
  for (size_t task = 0; task < loss_sums_.size(); ++task) {
    const TaskBase& base = base_of(config_.tasks[task]);
    const double mean = loss_sums_[task] / static_cast<double>(summed_steps_);
    *losses.front().second += base.weight * mean;
    losses.emplace_back("loss_" + base.name, mean);
    loss_sums_[task] = 0;
  }
  summed_steps_ = 0;
  observer.on_step(progress_, losses);
}

bool Trainer::is_validation_due() const {
  if (progress_.step == progress_.total_steps) return true;
  const int64_t every = config_.train.validate_every.value_or(batches_.steps_per_epoch());
  return every > 0 && progress_.step % every == 0;
}

void Trainer::save(Observer& observer, const std::string& name, bool with_state) {
  if (!std::isfinite(store_.flat().sum().item<double>())) {
    throw Error(ExitCode::diverged, "training diverged: after step " +
                                        std::to_string(progress_.step) +
                                        " parameters are no longer finite; lower "
                                        "train.optimizer.learning_rate or set train.clip_norm");
  }
  TrainingState state;
  state.tensors = optimizer_->state();
  state.values = {{"step", std::to_string(progress_.step)},
                  {"best_step", std::to_string(early_stop_.best_step())},
                  {"best", early_stop_.best() ? shortest(*early_stop_.best()) : "none"},
                  {"failures", std::to_string(early_stop_.failures())}};
  std::string bytes =
      checkpoint_bytes(config_, data_.encoders, *model_, store_, with_state ? &state : nullptr);
  observer.on_checkpoint(name, bytes);
  if (name == "best") best_ = std::move(bytes);
}

// The last step may have broken what no loss has seen yet.
MetricValues Trainer::evaluate(const Dataset& data) {
  const auto logits = evaluator_.logits(data);
  for (const std::vector<double>& task : logits) {
    if (!std::ranges::all_of(task, [](double value) { return std::isfinite(value); })) {
      throw diverged("after step " + std::to_string(progress_.step) +
                     " the model's outputs are NaN or infinite");
    }
  }
  return evaluate_tasks(config_.tasks, data, logits);
}

// Whether to stop.
bool Trainer::validate(Observer& observer, TrainingResult& result) {
  if (!data_.valid) return false;
  const MetricValues values = evaluate(*data_.valid);
  const EarlyStop::Verdict verdict = early_stop_.judge(values, progress_.step);
  if (verdict.is_best) {
    result.valid = values;
    save(observer, "best", /*with_state=*/false);
  }
  observer.on_validation(progress_, values, verdict.is_best);
  return verdict.stop;
}

TrainingResult Trainer::train(Observer& observer) {
  TrainingResult result;
  while (progress_.step < progress_.total_steps) {
    step(observer);
    if (is_validation_due()) result.stopped_early = validate(observer, result);
    if (result.stopped_early) break;
    if (const auto code = observer.interruption()) {
      save(observer, "last", /*with_state=*/true);
      throw Error(*code, "stopped after step " + std::to_string(progress_.step) +
                             "; last.safetensors holds the model of this step");
    }
  }
  finish(observer, result);
  return result;
}

void Trainer::finish(Observer& observer, TrainingResult& result) {
  save(observer, "last", /*with_state=*/true);
  result.best_step = early_stop_.best_step();
  if (!data_.valid) {
    // Nothing to choose by: the last is the best.
    result.best_step = progress_.step;
    save(observer, "best", /*with_state=*/false);
  }
  if (data_.test) {
    restore_weights(best_, "best", *model_, store_);
    result.test = evaluate(*data_.test);
    observer.on_test(progress_, result.test);
  }
  result.progress = progress_;
  const double seconds = progress_.train_seconds - warm_seconds_;
  const auto rows = static_cast<double>(progress_.rows - warm_rows_);
  result.samples_per_second = seconds > 0 ? rows / seconds : 0;
}

}  // namespace mmoe
