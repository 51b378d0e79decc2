#include "train/gate_load.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/xlogy.h>

#include <cmath>

namespace mmoe {

void GateSums::add(const at::Tensor& rows) {
  const at::Tensor weights = rows.to(at::kDouble);
  weights_.add(weights);
  const at::Tensor largest =
      at::bincount(weights.argmax(1), {}, gate_.weights.width).to(at::kDouble);
  largest_ = largest_.defined() ? largest_ + largest : largest;
  if (gate_.weights.width == 1) return;
  const double nats = -at::xlogy(weights, weights).sum().item<double>();
  entropy_ += nats / std::log(static_cast<double>(gate_.weights.width));
}

GateLoad GateSums::load() const {
  return {gate_.name,
          gate_.experts,
          weights_.means(),
          weights_.deviations(),
          numbers(largest_ / weights_.rows()),
          entropy_ / weights_.rows()};
}

}  // namespace mmoe
