// The rule of a step, in one pass over the flat buffers.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"
#include "nn/parameter_store.h"

namespace mmoe {

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Updates all parameters but large tables (tables.h) and leaves the gradient zero, ready to be
  // added to. `gradient` is flat like the store's dense part; `rate_share` comes from the schedule;
  // `step` counts from 1.
  virtual void step(at::Tensor& gradient, double rate_share, int64_t step) = 0;

  // What continuing needs besides the parameters: flat tensors by name.
  const std::vector<std::pair<std::string, at::Tensor>>& state() const { return state_; }

 protected:
  at::Tensor add_state(const std::string& name, const at::Tensor& like, double value = 0);

 private:
  std::vector<std::pair<std::string, at::Tensor>> state_;
};

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          const ParameterStore& store);

// Scales the gradient, all parts of it together, down to this norm if it is longer; gives the norm
// before, as a tensor: a device is not waited for.
at::Tensor clip_to_norm(std::vector<at::Tensor> parts, double longest);

}  // namespace mmoe
