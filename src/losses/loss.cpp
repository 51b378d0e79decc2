#include "losses/loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isnan.h>

namespace mmoe {

void Loss::operator()(const at::Tensor& logits, const at::Tensor& labels, int64_t task,
                      double share, at::Tensor& d_logits, at::Tensor& sums) const {
  const double scale = weight_ * share;
  if (simd() != nullptr && logits.is_cpu() && logits.scalar_type() == at::kFloat) {
    const double sum = simd()(logits.const_data_ptr<float>(), labels.const_data_ptr<float>() + task,
                              labels.stride(0), logits.size(0), static_cast<float>(scale),
                              d_logits.mutable_data_ptr<float>());
    sums.mutable_data_ptr<double>()[task] += share * sum;
    return;
  }
  const at::Tensor label = labels.select(1, task), missing = at::isnan(label);
  const auto [values, derivatives] = at_rows(logits.select(1, 0), label.masked_fill(missing, 0));
  d_logits.select(1, 0).copy_((derivatives * scale).masked_fill_(missing, 0));
  sums.select(0, task).add_(values.masked_fill(missing, 0).sum(at::kDouble), share);
}

}  // namespace mmoe
