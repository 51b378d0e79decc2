// How the losses of several tasks become one gradient; the methods: config/combine_config.h. Nobody
// waits for a device, except who asks for `weights`.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/task_config.h"
#include "config/train_config.h"
#include "nn/named_tensors.h"

namespace mmoe {

// What a step has shown.
struct TaskSignals {
  at::Tensor losses;     // [tasks], of the batch, in double precision
  at::Tensor labelled;   // [tasks], likewise: 1, or 0 where the batch has no row of the task
  at::Tensor gradients;  // [tasks, size] of the parameters that tasks share, each times its factor;
                         // undefined unless the method takes them
  int64_t step = 0;      // from 1
};

class Combination {
 public:
  virtual ~Combination() = default;

  // What each task's loss counts in the gradient of the next step: its weight times what the method
  // makes of it. [tasks], in double precision; the tensor stays the same.
  const at::Tensor& factors() const { return factors_; }
  // The same as numbers for the log; where gradients are mixed, as the last step mixed them.
  std::vector<double> weights() const;

  // Whether it wants the tasks' gradients of what they share, one by one.
  virtual bool takes_gradients() const { return false; }
  // The gradient that training goes along, [size], from those of the tasks.
  virtual at::Tensor mix(const TaskSignals& signals) { return signals.gradients.sum(0); }
  // After the gradient of a step: sets the factors of the next.
  virtual void learn(const TaskSignals&) {}

  // What continuing needs: tensors by name, the factors among them.
  const NamedTensors& state() const { return state_; }

 protected:
  // Factors start as the tasks' own weights.
  Combination(const std::vector<TaskConfig>& tasks, const at::TensorOptions& options);

  at::Tensor numbers(double value) const;  // [tasks]
  at::Tensor add_state(const std::string& name, double value);
  const at::Tensor& own_weights() const { return own_; }
  void set_factors(const at::Tensor& of_tasks);  // times the tasks' own weights
  virtual at::Tensor effective_weights() const { return factors_; }

 private:
  at::Tensor own_;
  NamedTensors state_;
  at::Tensor factors_;
};

// Null where the losses are summed with the tasks' own weights, as they are with a single task.
// `options`: of the parameters. `steps_per_epoch`: 0 for a stream.
std::unique_ptr<Combination> make_combination(const TrainConfig& config,
                                              const std::vector<TaskConfig>& tasks,
                                              const at::TensorOptions& options,
                                              int64_t steps_per_epoch);

// What methods are made of.
struct CombinationInput {
  const TrainConfig& train;
  const std::vector<TaskConfig>& tasks;
  at::TensorOptions options;
  int64_t steps_per_epoch;
};
std::unique_ptr<Combination> make(const UncertaintyCombination& config, const CombinationInput& in);
std::unique_ptr<Combination> make(const GradNormCombination& config, const CombinationInput& in);
std::unique_ptr<Combination> make(const DwaCombination& config, const CombinationInput& in);
std::unique_ptr<Combination> make(const PcGradCombination& config, const CombinationInput& in);

}  // namespace mmoe
