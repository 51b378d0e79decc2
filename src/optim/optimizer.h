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

  // Updates all parameters. `gradient` is flat like the store; `rate_share` comes from the
  // schedule; `step` counts from 1.
  virtual void step(const at::Tensor& gradient, double rate_share, int64_t step) = 0;

  // What continuing needs besides the parameters: flat tensors by name.
  const std::vector<std::pair<std::string, at::Tensor>>& state() const { return state_; }

 protected:
  at::Tensor add_state(const std::string& name, const at::Tensor& like, double value = 0);

 private:
  std::vector<std::pair<std::string, at::Tensor>> state_;
};

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          const ParameterStore& store);

// Scales the gradient down to this norm if it is longer; gives the norm before.
double clip_to_norm(at::Tensor& gradient, double longest);

}  // namespace mmoe
