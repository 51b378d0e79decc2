#include "losses/loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace mmoe {

template <class T>
double Loss::on_cpu(const at::Tensor& logits, const at::Tensor& labels, double scale,
                    at::Tensor& d_logits) const {
  const auto z = logits.accessor<T, 2>();
  const auto y = labels.accessor<T, 1>();
  auto d = d_logits.accessor<T, 2>();
  double sum = 0;
  int64_t count = 0;
  for (int64_t row = 0; row < z.size(0); ++row) count += std::isnan(y[row]) ? 0 : 1;
  const double share = count > 0 ? scale / static_cast<double>(count) : 0;
  for (int64_t row = 0; row < z.size(0); ++row) {
    const bool labelled = !std::isnan(y[row]);
    const Point point = labelled ? at_row(z[row][0], y[row]) : Point{0, 0};
    sum += point.value;
    d[row][0] = static_cast<T>(share * point.derivative);
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

double Loss::on_device(const at::Tensor& logits, const at::Tensor& labels, double scale,
                       at::Tensor& d_logits) const {
  const at::Tensor missing = at::isnan(labels);
  const at::Tensor known = at::where(missing, at::zeros_like(labels), labels);
  const auto [values, derivatives] = at_rows(logits.select(1, 0), known);
  const auto count = (missing.numel() - missing.sum()).item<int64_t>();
  if (count == 0) {
    d_logits.zero_();
    return 0;
  }
  const double share = scale / static_cast<double>(count);
  d_logits.select(1, 0).copy_((derivatives * share).masked_fill_(missing, 0));
  return values.masked_fill(missing, 0).sum().item<double>() / static_cast<double>(count);
}

double Loss::operator()(const at::Tensor& logits, const at::Tensor& labels, double scale,
                        at::Tensor& d_logits) const {
  if (!logits.device().is_cpu()) return on_device(logits, labels, scale, d_logits);
  const bool is_double = logits.scalar_type() == at::kDouble;
  return is_double ? on_cpu<double>(logits, labels, scale, d_logits)
                   : on_cpu<float>(logits, labels, scale, d_logits);
}

}  // namespace mmoe
