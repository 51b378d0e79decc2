#include "optim/running_mean.h"

#include <cmath>

namespace mmoe {

RunningMean::RunningMean(const at::Tensor& parameters, double decay)
    : parameters_(parameters), mean_(parameters.clone()), decay_(decay) {}

void RunningMean::add(int64_t step) {
  const double weights = 1 - std::pow(decay_, static_cast<double>(step));
  mean_.lerp_(parameters_, (1 - decay_) / weights);
}

void RunningMean::swap() {
  const at::Tensor parameters = parameters_.clone();
  parameters_.copy_(mean_);
  mean_.copy_(parameters);
}

}  // namespace mmoe
