// Zero-inflated log-normal (Wang et al. 2019, equation 4): the cross-entropy of being above 0, and
// for labels above 0 -log of the log-normal density.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <numbers>

#include "losses/loss.h"

namespace mmoe {

namespace {

class Ziln : public RowLoss {
  std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& z,
                                            const at::Tensor& y) const override {
    static const double kLogRoot = std::log(2 * std::numbers::pi) / 2;
    const at::Tensor above = z.select(1, 0), mean = z.select(1, 1), raw = z.select(1, 2);
    const at::Tensor is_above = (y > 0).to(z.scalar_type());
    const at::Tensor log_label = at::log(at::where(y > 0, y, 1));
    const at::Tensor deviation = log1p_exp(raw), e = (log_label - mean) / deviation;
    const at::Tensor density = log_label + deviation.log() + kLogRoot + e * e / 2;
    return {log1p_exp(above) - above * is_above + is_above * density,
            at::stack({at::sigmoid(above) - is_above, -is_above * e / deviation,
                       is_above * (1 - e * e) / deviation * at::sigmoid(raw)},
                      1)};
  }
};

}  // namespace

std::unique_ptr<Loss> make_loss(const ZilnLoss&) { return std::make_unique<Ziln>(); }

}  // namespace mmoe
