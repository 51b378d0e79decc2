// The one list of losses.
#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/sigmoid.h>

#include <cmath>

#include "losses/loss.h"

namespace mmoe {

namespace {

// Binary cross-entropy of the logit, without overflow.
class Bce : public Loss {
  Point at_row(double z, double y) const override {
    const double tail = std::exp(-std::abs(z));
    const double p = z >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    return {std::max(z, 0.0) - z * y + std::log1p(tail), p - y};
  }
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor values = at::clamp_min(z, 0) - z * y + at::log1p((-z.abs()).exp());
    return {values, at::sigmoid(z) - y};
  }
};

// Squared error.
class Mse : public Loss {
  Point at_row(double z, double y) const override { return {(z - y) * (z - y), 2 * (z - y)}; }
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    return {(z - y) * (z - y), 2 * (z - y)};
  }
};

struct Maker {
  using Made = std::unique_ptr<Loss>;
  Made operator()(const BceLoss&) { return std::make_unique<Bce>(); }
  Made operator()(const MseLoss&) { return std::make_unique<Mse>(); }
};

}  // namespace

std::unique_ptr<Loss> make_loss(const TaskConfig& task) {
  return std::visit([](const auto& t) { return std::visit(Maker{}, t.loss); }, task);
}

}  // namespace mmoe
