// The replicas that train as one: each from a seed of its own on the same data, on a team of
// threads. What a member does is a function of its seed alone: threads and turns change nothing.
#pragma once

#include <c10/core/TensorOptions.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "train/learner.h"
#include "train/runtime.h"
#include "train/workers.h"

namespace mmoe {

// Of a member (from 0) of a run. Those of the run with seed 1 are 1 to `train.members`, and runs
// with other seeds have none in common with it.
int64_t seed_of_member(const TrainConfig& config, int64_t member);

class Members {
 public:
  // A single one computes on all cores; several are on one thread each, or in turns on fewer, and
  // on a device in turns. Parameters are drawn.
  Members(const RunConfig& config, const TrainingData& data, const at::TensorOptions& options,
          const Cores& cores);

  size_t size() const { return learners_.size(); }
  const Learner& operator[](size_t member) const { return learners_[member]; }
  auto begin() { return learners_.begin(); }
  auto end() { return learners_.end(); }

  // Copies parameters from the checkpoint of `train.init_from`. How they came about, a line each.
  std::vector<std::string> start_from(const InitFromConfig& from, const at::TensorOptions& options);

  int threads() const;
  // Numbers in the parameters of all; those of them that are not trained.
  int64_t parameters() const;
  int64_t frozen_parameters() const;

  // Lets all go on until so many steps are done. If some fail, throws the error of the first of
  // them by number.
  void advance_to(int64_t step);
  // Does this with each, on the team's threads.
  void each(const std::function<void(Learner&, size_t member)>& action);

 private:
  // A turn of one member; whether it wants another.
  using Turn = std::function<bool(Learner&, size_t member)>;
  void run(const Turn& turn);

  std::deque<Learner> learners_;  // they stay where they are
  Workers workers_;
};

}  // namespace mmoe
