// The rule of a step, in one pass over the flat buffers.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/train_config.h"
#include "nn/named_tensors.h"
#include "nn/parameter_store.h"

namespace mmoe {

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Updates all parameters but frozen ones and large tables (tables.h) and leaves their gradient
  // zero, ready to be added to. `gradient` is flat like the store's dense part; `rate_share` comes
  // from the schedule; `step` counts from 1.
  virtual void step(at::Tensor& gradient, double rate_share, int64_t step) = 0;

  // What continuing needs besides the parameters: flat tensors by name.
  const NamedTensors& state() const { return state_; }

 protected:
  at::Tensor add_state(const std::string& name, const at::Tensor& like, double value = 0);

 private:
  NamedTensors state_;
};

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          const ParameterStore& store);

}  // namespace mmoe
