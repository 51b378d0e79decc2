#include "train/moments.h"

#include <ATen/TensorOperators.h>

namespace mmoe {

void Moments::add(const at::Tensor& values) {
  const at::Tensor sums = values.sum(0), squares = values.square().sum(0);
  sums_ = sums_.defined() ? sums_ + sums : sums;
  squares_ = squares_.defined() ? squares_ + squares : squares;
  rows_ += static_cast<double>(values.size(0));
}

at::Tensor Moments::mean() const { return sums_ / rows_; }

std::vector<double> Moments::means() const { return numbers(mean()); }

// Rounding must not make a variance negative.
std::vector<double> Moments::deviations() const {
  return numbers((squares_ / rows_ - mean().square()).clamp_min(0).sqrt());
}

at::Tensor values_of(const Pass& pass, const Source& source, int64_t rows) {
  return pass.output(source).narrow(0, 0, rows).to(at::kDouble);
}

std::vector<double> numbers(const at::Tensor& values) {
  const at::Tensor all = values.to(at::kCPU, at::kDouble).contiguous();
  const double* first = all.const_data_ptr<double>();
  return {first, first + all.numel()};
}

}  // namespace mmoe
