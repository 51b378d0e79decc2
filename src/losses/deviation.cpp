// Losses of a value's deviation from its label.
#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/sign.h>

#include "losses/loss.h"

namespace mmoe {

namespace {

class Mse : public RowLoss {
 public:
  Simd simd() const override { return simd::mse; }

 private:
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor e = z - y;
    return {e * e, 2 * e};
  }
};

class Mae : public RowLoss {
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor e = z - y;
    return {e.abs(), at::sign(e)};
  }
};

class Huber : public RowLoss {
 public:
  explicit Huber(double delta) : delta_(delta) {}

 private:
  // With the error cut off at delta, c: c (e - c / 2), on both sides of it.
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor e = z - y, cut = at::clamp(e, -delta_, delta_);
    return {cut * (e - cut / 2), cut};
  }

  double delta_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const MseLoss&) { return std::make_unique<Mse>(); }
std::unique_ptr<Loss> make_loss(const MaeLoss&) { return std::make_unique<Mae>(); }
std::unique_ptr<Loss> make_loss(const HuberLoss& config) {
  return std::make_unique<Huber>(config.delta);
}

}  // namespace mmoe
