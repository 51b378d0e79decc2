#include "train/learner.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "optim/clip.h"
#include "optim/schedule.h"
#include "train/divergence.h"
#include "train/freeze.h"
#include "train/plan.h"
#include "train/pretrained_tables.h"
#include "train/warm_start.h"

namespace mmoe {

namespace {

// Steps that may be left out in a row.
constexpr double kMostSkips = 100;

// A stream keeps buffers and a place: each learner has its own.
std::unique_ptr<RowStream> own_stream(const TrainingData& data) {
  return data.stream ? std::make_unique<RowStream>(*data.stream) : nullptr;
}

void append(NamedTensors& all, const NamedTensors& more) {
  all.insert(all.end(), more.begin(), more.end());
}

at::Tensor view_of(std::vector<double>& numbers) {
  return at::from_blob(numbers.data(), {static_cast<int64_t>(numbers.size())},
                       at::TensorOptions().dtype(at::kDouble));
}

}  // namespace

Learner::Learner(const RunConfig& config, const TrainingData& data,
                 const at::TensorOptions& options, const Cores& cores)
    : config_(config),
      data_(data),
      model_(build_model(config_.model, config_.tasks, data.encoders.schema(), config_.train.seed)),
      store_(*model_, options, large_tables_from(config_.train, options),
             frozen_parameters(*model_, freeze_patterns(config_.train, data))),
      threads_(store_.flat().is_cpu() && !compares_rows(config_.tasks)
                   ? threads_for(cores, multiplications(config_, *model_))
                   : 1),
      stream_(own_stream(data)),
      batches_(data.train, stream_.get(),
               batch_options(config_, store_, data.encoders.schema(), threads_ < cores.available),
               options),
      combination_(make_combination(config_.train, config_.tasks, store_.flat().options(),
                                    batches_.steps_per_epoch())),
      gradient_(*model_, store_, config_.tasks, config_.train.batch_size, config_.train.seed,
                threads_, combination_.get()),
      optimizer_(make_optimizer(config_.train.optimizer, store_)),
      table_optimizer_(make_table_optimizer(config_.train, store_)),
      evaluator_(*model_, options),
      losses_(config_.tasks),
      total_steps_(mmoe::total_steps(config_.train, batches_.steps_per_epoch())) {
  set_pretrained(*model_, data);
  if (config_.train.ema) mean_ = std::make_unique<RunningMean>(store_.flat(), *config_.train.ema);
  if (config_.train.on_nonfinite == OnNonfinite::skip) {
    guard_ = std::make_unique<StepGuard>(*model_, combination_.get());
    skips_.resize(2);
  }
}

std::vector<std::string> Learner::start_from(const LoadedModel& origin, size_t member) {
  return warm_start(*config_.train.init_from, origin, member, data_.encoders, *model_);
}

void Learner::advance_to(int64_t step) {
  while (step_ < step) take_step();
}

void Learner::take_step() {
  const Batch& batch = batches_.at_step(step_);
  if (table_optimizer_) table_optimizer_->catch_up(batch);
  if (guard_) guard_->remember();
  gradient_(batch);
  const std::string problem = find_problem(batch);
  problem.empty() ? update(batch) : leave_out(batch, problem);
  ++step_;
  rows_ += batch.rows;
}

// A device is waited for only when its losses are reported, unless no bad step may be taken.
bool Learner::looks_at_losses() const {
  const int64_t step = step_ + 1;
  return store_.flat().is_cpu() || config_.train.on_nonfinite != OnNonfinite::stop ||
         step % config_.train.log_every == 0 || step == total_steps_;
}

// What is not finite about the step; nothing if it may be taken.
std::string Learner::find_problem(const Batch& batch) {
  if (!looks_at_losses()) return "";
  const std::vector<double> losses = gradient_.take_losses();
  const std::string problem = nonfinite_losses(config_.tasks, losses);
  if (!problem.empty()) return problem;
  if (!gradient_.gradients().are_finite(batch)) return "the gradient is not finite";
  losses_.add(losses);
  return "";
}

void Learner::leave_out(const Batch& batch, const std::string& problem) {
  gradient_.gradients().clear(batch, /*parameters_are_zero=*/false);
  if (!guard_ || ++skips_[1] > kMostSkips) {
    const std::string largest =
        largest_activations(*model_, store_, batch, config_.train.batch_size);
    throw diverged("in step " + std::to_string(step_ + 1) + " " + problem +
                   " (largest activations: " + largest + ")" +
                   (guard_ ? ", as something was in the steps before it" : ""));
  }
  ++skips_[0];
  guard_->undo();
}

void Learner::update(const Batch& batch) {
  const TrainConfig& train = config_.train;
  const int64_t step = step_ + 1;
  Gradients& gradients = gradient_.gradients();
  if (train.clip_norm) clip(*train.clip_norm, gradients, batch);
  const double share = rate_factor_ * rate_share(train.schedule, step_, total_steps_);
  at::Tensor dense = gradients.parameters();
  optimizer_->step(dense, share, step);
  if (table_optimizer_) table_optimizer_->step(gradients, batch, share, step);
  if (train.embedding_max_norm) limit_rows(store_, batch, *train.embedding_max_norm);
  losses_.count_step();
  if (guard_) skips_[1] = 0;
  if (!mean_) return;
  settle();
  mean_->add(step);
}

void Learner::settle() {
  if (table_optimizer_) table_optimizer_->settle();
}

MetricValues Learner::take_losses() {
  MetricValues values = losses_.take();
  const std::vector<double> weights =
      combination_ ? combination_->weights() : std::vector<double>();
  for (size_t task = 0; task < weights.size(); ++task) {
    values.emplace_back("weight_" + base_of(config_.tasks[task]).name, weights[task]);
  }
  if (guard_) values.emplace_back("skipped_steps", std::exchange(skips_[0], 0));
  return values;
}

// The last step may have broken what no loss has seen yet.
std::vector<std::vector<double>> Learner::logits(const Dataset& data, ActivityMeter* meter) {
  settle();
  auto all = evaluator_.logits(data, meter);
  for (const std::vector<double>& task : all) {
    if (std::ranges::all_of(task, [](double value) { return std::isfinite(value); })) continue;
    throw diverged("after step " + std::to_string(step_) +
                   " the model's outputs are NaN or infinite");
  }
  return all;
}

// The best one is the model itself where this step is the best.
NamedTensors Learner::state() {
  NamedTensors all = optimizer_->state();
  if (table_optimizer_) append(all, table_optimizer_->state());
  if (mean_) all.emplace_back("ema", mean_->mean());
  if (combination_) append(all, combination_->state());
  append(all, gradient_.state());
  all.emplace_back("loss_sums", view_of(losses_.sums()));
  if (guard_) all.emplace_back("skips", view_of(skips_));
  if (kept_step_ < step_) append(all, kept_.tensors());
  return all;
}

CheckpointMember Learner::checkpoint(bool with_state) {
  settle();
  if (!std::isfinite(store_.flat().sum().item<double>())) {
    throw diverged("after step " + std::to_string(step_) + " parameters are no longer finite");
  }
  return {model_.get(), &store_, with_state ? state() : NamedTensors()};
}

CheckpointMember Learner::resume_at(int64_t step, int64_t best_step) {
  step_ = step;
  kept_.forget();
  if (best_step > 0 && best_step < step) kept_.take(*model_, store_);  // room for its values
  kept_step_ = best_step;
  return {model_.get(), &store_, state()};
}

void Learner::resumed() {
  if (table_optimizer_) table_optimizer_->state_changed();
  if (kept_step_ == 0 || kept_step_ < step_) return;
  const MeanInPlace in_place(mean());
  keep();
}

void Learner::keep() {
  kept_.take(*model_, store_);
  kept_step_ = step_;
}

std::vector<std::string> Learner::decisions() const {
  std::vector<std::string> lines = gradient_.preparation().decisions();
  lines.push_back("threads " + std::to_string(threads_) + ", pieces of " +
                  std::to_string(gradient_.piece_rows()) + " rows");
  const auto of_tables = table_decisions(config_.train, store_, table_optimizer_.get());
  lines.insert(lines.end(), of_tables.begin(), of_tables.end());
  return lines;
}

}  // namespace mmoe
