#include "train/trainer.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

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

// Of a step, forward and back.
double multiplications(const RunConfig& config, const Graph& graph) {
  return 3.0 * static_cast<double>(config.train.batch_size) *
         static_cast<double>(weights_of(graph));
}

// Making a batch on another thread must be worth handing it over. Copying one to a device always
// is: it waits for what the device has still to do.
bool is_worth_handing_over(const RunConfig& config, const Schema& schema,
                           const at::TensorOptions& options, bool has_free_core) {
  constexpr size_t kNumbers = 10000;
  if (!options.device().is_cpu()) return true;
  const size_t row = schema.numerics.size() + schema.fields.size();
  return has_free_core && static_cast<size_t>(config.train.batch_size) * row >= kNumbers;
}

Batches::Options batch_options(const RunConfig& config, const ParameterStore& store, bool ahead) {
  std::set<size_t> touched;
  for (const ParameterStore::LargeTable& table : store.large_tables()) touched.insert(table.table);
  return {config.train.batch_size, config.train.seed, {touched.begin(), touched.end()}, ahead};
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
      store_(*model_, options, large_tables_from(config.train, options)),
      threads_(store_.flat().is_cpu() ? threads_for(cores, multiplications(config, *model_)) : 1),
      gradient_(*model_, store_, config.tasks, config.train.batch_size, config.train.seed,
                threads_),
      optimizer_(make_optimizer(config.train.optimizer, store_)),
      table_optimizer_(make_table_optimizer(config.train, store_)),
      batches_(data.train, data.stream.get(),
               batch_options(config, store_,
                             is_worth_handing_over(config, data.encoders.schema(), options,
                                                   threads_ < cores.available)),
               options),
      evaluator_(*model_, options),
      early_stop_(config.train.early_stop),
      loss_sums_(config.tasks.size(), 0) {
  progress_.total_steps = total_steps(config.train, batches_.steps_per_epoch());
}

void Trainer::update(const Batch& batch) {
  Gradients& gradients = gradient_.gradients();
  if (config_.train.clip_norm) clip_to_norm(gradients.parts(batch), *config_.train.clip_norm->all);
  const double share = rate_share(config_.train.schedule, progress_.step, progress_.total_steps);
  at::Tensor dense = gradients.parameters();
  optimizer_->step(dense, share, progress_.step + 1);
  if (table_optimizer_) table_optimizer_->step(gradients, batch, share, progress_.step + 1);
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
  const std::vector<double> losses = gradient_.take_losses();
  double total = 0;
  for (size_t task = 0; task < losses.size(); ++task) {
    loss_sums_[task] += losses[task];
    total += base_of(config_.tasks[task]).weight * losses[task];
  }
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

std::vector<std::string> Trainer::decisions() const {
  std::vector<std::string> lines = gradient_.preparation().decisions();
  lines.push_back("threads " + std::to_string(threads_) + ", pieces of " +
                  std::to_string(gradient_.piece_rows()) + " rows");
  for (const ParameterStore::LargeTable& table : store_.large_tables()) {
    lines.push_back(table.name + ": " + with_commas(table.value.size(0)) + " rows, " +
                    table_optimizer_->name() + ", by touched rows");
  }
  if (config_.train.table_optimizer && !table_optimizer_) {
    lines.emplace_back("train.table_optimizer is not used: no table is large");
  }
  return lines;
}

bool Trainer::is_validation_due() const {
  if (progress_.step == progress_.total_steps) return true;
  const int64_t every = config_.train.validate_every.value_or(batches_.steps_per_epoch());
  return every > 0 && progress_.step % every == 0;
}

void Trainer::save(Observer& observer, const std::string& name, bool with_state) {
  if (table_optimizer_) table_optimizer_->settle();
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
  state.values = {{"step", std::to_string(progress_.step)},
                  {"best_step", std::to_string(early_stop_.best_step())},
                  {"best", early_stop_.best() ? shortest(*early_stop_.best()) : "none"},
                  {"failures", std::to_string(early_stop_.failures())}};
  observer.on_checkpoint(name, checkpoint_content(config_, data_.encoders, *model_, store_,
                                                  with_state ? &state : nullptr));
}

// The last step may have broken what no loss has seen yet.
MetricValues Trainer::evaluate(const Dataset& data) {
  if (table_optimizer_) table_optimizer_->settle();
  const auto logits = evaluator_.logits(data);
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
  result_.best_step = early_stop_.best_step();
  if (!data_.valid) {
    // Nothing to choose by: the last is the best.
    result_.best_step = progress_.step;
    save(observer, "best", /*with_state=*/false);
  }
  if (data_.test) {
    if (result_.best_step != progress_.step) best_.put_back();
    result_.test = evaluate(*data_.test);
    observer.on_test(progress_, result_.test);
  }
  result_.progress = progress_;
  const double seconds = progress_.train_seconds - warm_seconds_;
  const auto rows = static_cast<double>(progress_.rows - warm_rows_);
  result_.samples_per_second = seconds > 0 ? rows / seconds : 0;
  return result_;
}

}  // namespace mmoe
