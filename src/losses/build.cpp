// The one list of losses.
#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/sigmoid.h>

#include "base/error.h"
#include "losses/loss.h"
#include "nn/simd.h"

namespace mmoe {

namespace {

// Binary cross-entropy of the logit, without overflow.
class Bce : public Loss {
  using Loss::Loss;
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor values = at::clamp_min(z, 0) - z * y + at::log1p((-z.abs()).exp());
    return {values, at::sigmoid(z) - y};
  }
  Simd simd() const override { return simd::bce; }
};

// Squared error.
class Mse : public Loss {
  using Loss::Loss;
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    return {(z - y) * (z - y), 2 * (z - y)};
  }
  Simd simd() const override { return simd::mse; }
};

struct Maker {
  double weight;
  using Made = std::unique_ptr<Loss>;
  Made operator()(const BceLoss&) { return std::make_unique<Bce>(weight); }
  Made operator()(const MseLoss&) { return std::make_unique<Mse>(weight); }
  Made operator()(const LossBase&) { throw usage_error("not built yet"); }
};

}  // namespace

std::unique_ptr<Loss> make_loss(const TaskConfig& task) {
  return std::visit(
      [](const auto& t) { return std::visit(Maker{t.weight}, t.loss.values.front()); }, task);
}

}  // namespace mmoe
