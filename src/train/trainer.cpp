#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>

#include "base/error.h"
#include "base/text.h"
#include "train/checkpoint.h"

namespace mmoe {

namespace {

constexpr int64_t kWarmSteps = 10;  // not counted in the rate

// Steps of several members until they wait for each other: about a second's, so that somebody who
// stops the run need not wait. Results do not depend on it.
int64_t stride(const Progress& progress) {
  constexpr double kLongest = 64;
  const int64_t steps = progress.step - progress.resumed_at;
  if (steps == 0) return 1;
  const double per_second = static_cast<double>(steps) / progress.train_seconds;
  return static_cast<int64_t>(std::clamp(per_second, 1.0, kLongest));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of values with the same names, where they are defined.
MetricValues mean_of(const std::vector<MetricValues>& all) {
  MetricValues mean = all.front();
  for (size_t i = 0; i < mean.size(); ++i) {
    double sum = 0, count = 0;
    for (const MetricValues& one : all) {
      sum += one[i].second.value_or(0);
      count += one[i].second ? 1 : 0;
    }
    if (count > 0) mean[i].second = sum / count;
  }
  return mean;
}

}  // namespace

Trainer::Trainer(const RunConfig& config, const TrainingData& data,
                 const at::TensorOptions& options, const Cores& cores, const SavedTraining* saved)
    : config_(config),
      data_(data),
      members_(config, data, options, cores),
      data_checksum_(checksum(data)),
      early_stop_(config.train.early_stop),
      saves_(config.train.save_every) {
  progress_.total_steps = members_[0].total_steps();
  if (saved != nullptr) {
    resume(*saved);
  } else if (config.train.init_from) {
    notes_ = members_.start_from(*config.train.init_from, options);
  }
}

int64_t Trainer::last_warm_step() const {
  return std::min(progress_.resumed_at + kWarmSteps, progress_.total_steps - 1);
}

// The step after which there is something to log, to validate or to ask.
int64_t Trainer::next_look() const {
  const int64_t step = progress_.step;
  const auto multiple = [step](int64_t every) { return (step / every + 1) * every; };
  if (members_.size() == 1) return step + 1;
  int64_t look = std::min(step + stride(progress_), multiple(config_.train.log_every));
  if (const int64_t every = validation_interval(); every > 0) {
    look = std::min(look, multiple(every));
  }
  if (const auto every = saves_.steps()) look = std::min(look, multiple(*every));
  if (step < last_warm_step()) look = std::min(look, last_warm_step());
  return std::min(look, progress_.total_steps);
}

void Trainer::advance_to(int64_t step) {
  const auto start = std::chrono::steady_clock::now();
  members_.advance_to(step);
  progress_.train_seconds += seconds_since(start);
  progress_.step = step;
  progress_.rows = members_[0].rows();
  tell_epoch();
  if (step != last_warm_step()) return;
  warm_seconds_ = progress_.train_seconds;
  warm_rows_ = progress_.rows;
}

void Trainer::tell_epoch() {
  const int64_t epoch = members_[0].steps_per_epoch();
  if (epoch == 0) return;
  progress_.epoch = static_cast<double>(progress_.step) / static_cast<double>(epoch);
}

void Trainer::log_step(Observer& observer) {
  std::vector<MetricValues> losses;
  for (Learner& learner : members_) losses.push_back(learner.take_losses());
  observer.on_step(progress_, mean_of(losses));
}

std::vector<std::string> Trainer::decisions() const {
  std::vector<std::string> lines = members_[0].decisions();
  if (members_.size() == 1) return lines;
  lines.push_back("members " + std::to_string(members_.size()) + ", each as above; at once " +
                  std::to_string(threads()));
  return lines;
}

// 0 for a stream: only at the end.
int64_t Trainer::validation_interval() const {
  return config_.train.validate_every.value_or(members_[0].steps_per_epoch());
}

bool Trainer::is_validation_due() const {
  if (progress_.step == progress_.total_steps) return true;
  const int64_t every = validation_interval();
  return every > 0 && progress_.step % every == 0;
}

MetricValues Trainer::evaluate(const Dataset& data, Activity* activity) {
  const std::vector<Head> heads = heads_of(config_.tasks, data_.encoders.label_scalings());
  std::vector<MemberLogits> all(members_.size(), {heads, {}});
  std::vector<ActivityMeter> meters;
  for (const Learner& learner : members_) {
    if (activity != nullptr) meters.emplace_back(learner.model());
  }
  members_.each([&](Learner& learner, size_t member) {
    all[member].logits = learner.logits(data, activity ? &meters[member] : nullptr);
  });
  if (activity != nullptr) *activity = activity_of_members(meters);
  return evaluate_tasks(heads, data, average_logits(all));
}

void Trainer::validate(Observer& observer) {
  if (!data_.valid) return;
  std::deque<MeanInPlace> in_place;
  for (Learner& learner : members_) in_place.emplace_back(learner.mean());
  const MetricValues values = evaluate(*data_.valid);
  const EarlyStop::Verdict verdict = early_stop_.judge(values, progress_.step);
  if (verdict.is_best) {
    result_.valid = values;
    save(observer, CheckpointKind::best);
    const bool goes_on = progress_.step < progress_.total_steps;
    for (Learner& learner : members_) goes_on ? learner.keep() : learner.forget();
  }
  observer.on_validation(progress_, values, verdict.is_best);
  result_.stopped_early = verdict.stop;
}

// To the next step at which there is something to do, and does it.
void Trainer::go_on(Observer& observer, int64_t end) {
  if (rolls_back() && progress_.step == 0) save(observer, CheckpointKind::rollback);
  advance_to(std::min(end, next_look()));
  if (progress_.step % config_.train.log_every == 0) log_step(observer);
  if (is_validation_due()) {
    validate(observer);
    if (rolls_back() && !is_done()) save(observer, CheckpointKind::rollback);
  }
  if (!is_done() && saves_.is_due(progress_.step)) save(observer, CheckpointKind::last);
}

bool Trainer::advance(Observer& observer, int64_t steps) {
  const int64_t end = progress_.step + std::min(steps, progress_.total_steps - progress_.step);
  while (progress_.step < end && !result_.stopped_early) {
    try {
      go_on(observer, end);
    } catch (const Error& error) {
      go_back(observer, error);
    }
    if (result_.stopped_early) break;
    if (const auto code = observer.interruption()) {
      save(observer, CheckpointKind::last);
      throw Error(*code, "stopped after step " + std::to_string(progress_.step) +
                             "; last.safetensors holds its state, and --resume goes on from there");
    }
  }
  return !is_done();
}

TrainingResult Trainer::train(Observer& observer) {
  advance(observer, progress_.total_steps);
  return finish(observer);
}

TrainingResult Trainer::finish(Observer& observer) {
  save(observer, CheckpointKind::last);
  for (Learner& learner : members_) {
    if (learner.mean() != nullptr) learner.mean()->swap();  // from here on it is the model
  }
  result_.best_step = early_stop_.best_step();
  if (!data_.valid) {
    // Nothing to choose by: the last is the best.
    result_.best_step = progress_.step;
    save(observer, CheckpointKind::best);
  }
  if (result_.best_step != progress_.step) {
    for (const Learner& learner : members_) learner.put_back();
  }
  // The file may be damaged, or of a later step than the run was resumed at.
  if (progress_.resumed_at > 0 && data_.valid) save(observer, CheckpointKind::best);
  if (data_.test) {
    result_.test = evaluate(*data_.test, &result_.activity);
    observer.on_test(progress_, result_.test);
  } else if (data_.valid) {
    evaluate(*data_.valid, &result_.activity);
  }
  result_.progress = progress_;
  const double seconds = progress_.train_seconds - warm_seconds_;
  const auto rows = static_cast<double>(progress_.rows - warm_rows_);
  result_.samples_per_second = seconds > 0 ? rows / seconds : 0;
  return result_;
}

}  // namespace mmoe
