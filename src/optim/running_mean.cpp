#include "optim/running_mean.h"

#include <algorithm>
#include <cmath>

namespace mmoe {

RunningMean::RunningMean(const at::Tensor& parameters, double decay)
    : parameters_(parameters), mean_(parameters.clone()), decay_(decay) {}

void RunningMean::add(int64_t step) {
  const double weights = 1 - std::pow(decay_, static_cast<double>(step));
  mean_.lerp_(parameters_, (1 - decay_) / weights);
}

void RunningMean::swap() {
  if (parameters_.device().is_cpu()) {  // where nothing can fail: it is undone on any way out
    auto* first = static_cast<char*>(parameters_.mutable_data_ptr());
    std::swap_ranges(first, first + parameters_.nbytes(),
                     static_cast<char*>(mean_.mutable_data_ptr()));
    return;
  }
  const at::Tensor parameters = parameters_.clone();
  parameters_.copy_(mean_);
  mean_.copy_(parameters);
}

}  // namespace mmoe
