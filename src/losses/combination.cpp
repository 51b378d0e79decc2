// The one list of methods.
#include "losses/combination.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/ones.h>

namespace mmoe {

Combination::Combination(const std::vector<TaskConfig>& tasks, const at::TensorOptions& options)
    : own_(at::ones({static_cast<int64_t>(tasks.size())}, options.dtype(at::kDouble))) {
  for (size_t task = 0; task < tasks.size(); ++task) {
    own_.select(0, static_cast<int64_t>(task)).fill_(base_of(tasks[task]).weight);
  }
  factors_ = add_state("task_factors", 1).copy_(own_);
}

std::vector<double> Combination::weights() const {
  const at::Tensor here = effective_weights().cpu();
  const double* first = here.const_data_ptr<double>();
  return {first, first + here.numel()};
}

at::Tensor Combination::numbers(double value) const { return at::full_like(own_, value); }

at::Tensor Combination::add_state(const std::string& name, double value) {
  return state_.emplace_back(name, numbers(value)).second;
}

void Combination::set_factors(const at::Tensor& of_tasks) { factors_.copy_(own_ * of_tasks); }

namespace {

struct Maker {
  CombinationInput in;
  std::unique_ptr<Combination> operator()(const FixedCombination&) { return nullptr; }
  template <class Config>
  std::unique_ptr<Combination> operator()(const Config& config) {
    return make(config, in);
  }
};

}  // namespace

std::unique_ptr<Combination> make_combination(const TrainConfig& config,
                                              const std::vector<TaskConfig>& tasks,
                                              const at::TensorOptions& options,
                                              int64_t steps_per_epoch) {
  if (tasks.size() == 1) return nullptr;
  return std::visit(Maker{{config, tasks, options, steps_per_epoch}}, config.combine);
}

}  // namespace mmoe
