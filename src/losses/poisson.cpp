// Counts, by the logarithm of their mean.
#include <ATen/TensorOperators.h>

#include "losses/loss.h"

namespace mmoe {

namespace {

class Poisson : public RowLoss {
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    const at::Tensor mean = z.exp();
    return {mean - y * z, mean - y};
  }
};

}  // namespace

std::unique_ptr<Loss> make_loss(const PoissonLoss&) { return std::make_unique<Poisson>(); }

}  // namespace mmoe
