// The mean of parameters over the steps of a run, the latest counting most.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace mmoe {

// After step t the mean is sum_s decay^(t-s) w_s / sum_s decay^(t-s) over the steps s = 1 .. t so
// far, so it needs no correction for its beginning: after the first step it is w_1.
class RunningMean {
 public:
  // `parameters`: the flat buffer, which stays where it is.
  RunningMean(const at::Tensor& parameters, double decay);

  // Takes in the parameters after this step, from 1.
  void add(int64_t step);

  // The mean and the parameters change places.
  void swap();

  const at::Tensor& mean() const { return mean_; }

 private:
  at::Tensor parameters_, mean_;
  double decay_;
};

// While it lives, the mean stands where the parameters were. Null: nothing changes.
class MeanInPlace {
 public:
  explicit MeanInPlace(RunningMean* mean) : mean_(mean) { swap(); }
  ~MeanInPlace() { swap(); }
  MeanInPlace(const MeanInPlace&) = delete;
  MeanInPlace& operator=(const MeanInPlace&) = delete;

 private:
  void swap() {
    if (mean_ != nullptr) mean_->swap();
  }
  RunningMean* mean_;
};

}  // namespace mmoe
