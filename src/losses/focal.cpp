// Rows that are predicted well count less (Lin et al. 2017, equation 5).
#include <ATen/TensorOperators.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sigmoid.h>

#include "losses/loss.h"

namespace mmoe {

namespace {

// Of positive rows, by their logit: (1 - p)^gamma times -log p. Negative ones mirror it.
std::pair<at::Tensor, at::Tensor> positive(const at::Tensor& z, double gamma) {
  const at::Tensor p = at::sigmoid(z), rest = at::sigmoid(-z), entropy = log1p_exp(-z);
  const at::Tensor factor = at::pow(rest, gamma);
  return {factor * entropy, -factor * (gamma * p * entropy + rest)};
}

class Focal : public RowLoss {
 public:
  explicit Focal(const FocalLoss& config) : config_(config) {}

 private:
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor soft = y * (1 - config_.label_smoothing) + config_.label_smoothing / 2;
    const at::Tensor up = soft * config_.alpha, down = (1 - soft) * (1 - config_.alpha);
    const auto [values, slopes] = positive(z, config_.gamma);
    const auto [mirrored, mirrored_slopes] = positive(-z, config_.gamma);
    return {up * values + down * mirrored, up * slopes - down * mirrored_slopes};
  }

  FocalLoss config_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const FocalLoss& config) { return std::make_unique<Focal>(config); }

}  // namespace mmoe
