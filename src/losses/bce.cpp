// Binary cross-entropy of the logit.
#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>

#include "losses/loss.h"

namespace mmoe {

namespace {

class Bce : public RowLoss {
 public:
  explicit Bce(const BceLoss& config) : config_(config) {}

  Simd simd() const override {
    const bool plain = config_.pos_weight == 1 && config_.label_smoothing == 0;
    return plain ? simd::bce : nullptr;
  }

 private:
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor soft = y * (1 - config_.label_smoothing) + config_.label_smoothing / 2;
    const at::Tensor values = log1p_exp(z) - z * soft, derivatives = at::sigmoid(z) - soft;
    if (config_.pos_weight == 1) return {values, derivatives};
    const at::Tensor factors = y * (config_.pos_weight - 1) + 1;
    return {values * factors, derivatives * factors};
  }

  BceLoss config_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const BceLoss& config) { return std::make_unique<Bce>(config); }

}  // namespace mmoe
