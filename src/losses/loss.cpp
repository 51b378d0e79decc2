#include "losses/loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/log1p.h>

namespace mmoe {

LossTerms RowLoss::operator()(const TaskRows& rows) const {
  const bool single = rows.logits.size(1) == 1;
  const auto [values, derivatives] =
      at_rows(single ? rows.logits.select(1, 0) : rows.logits, rows.labels);
  const at::Tensor weights = rows.weights * rows.share;
  const at::Tensor by_row = single ? derivatives.unsqueeze(1) : derivatives;
  return {(values * rows.weights).sum(at::kDouble) * rows.share, by_row * weights.unsqueeze(1)};
}

at::Tensor log1p_exp(const at::Tensor& z) {
  return at::clamp_min(z, 0) + at::log1p((-z.abs()).exp());
}

}  // namespace mmoe
