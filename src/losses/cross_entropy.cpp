// -log p of the label's class.
#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/log_softmax.h>

#include "losses/loss.h"

namespace mmoe {

namespace {

class CrossEntropy : public RowLoss {
 public:
  explicit CrossEntropy(double smoothing) : smoothing_(smoothing) {}

 private:
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor logs = at::log_softmax(z, 1);
    at::Tensor wanted = at::full_like(z, smoothing_ / static_cast<double>(z.size(1)));
    const at::Tensor classes = y.to(at::kLong).unsqueeze(1);
    wanted.scatter_add_(1, classes, at::full_like(y, 1 - smoothing_).unsqueeze(1));
    return {-(wanted * logs).sum(1), logs.exp() - wanted};
  }

  double smoothing_;
};

}  // namespace

std::unique_ptr<Loss> make_loss(const CrossEntropyLoss& config) {
  return std::make_unique<CrossEntropy>(config.label_smoothing);
}

}  // namespace mmoe
