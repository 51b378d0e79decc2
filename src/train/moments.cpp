#include "train/moments.h"

#include <ATen/TensorOperators.h>

namespace mmoe {

void Means::add(const at::Tensor& values) { add_sums(values.sum(0), values.size(0)); }

void Means::add_sums(const at::Tensor& sums, int64_t rows) {
  const at::Tensor more = sums.to(at::kDouble);
  sums_ = sums_.defined() ? sums_ + more : more;
  rows_ += static_cast<double>(rows);
}

at::Tensor Means::mean() const { return sums_ / rows_; }

void Moments::add(const at::Tensor& values) {
  values_.add(values);
  squares_.add(values.square());
}

std::vector<double> Moments::means() const { return numbers(values_.mean()); }

// Rounding must not make a variance negative.
std::vector<double> Moments::deviations() const {
  return numbers((squares_.mean() - values_.mean().square()).clamp_min(0).sqrt());
}

std::vector<double> numbers(const at::Tensor& values) {
  const at::Tensor all = values.to(at::kCPU, at::kDouble).contiguous();
  const double* first = all.const_data_ptr<double>();
  return {first, first + all.numel()};
}

}  // namespace mmoe
