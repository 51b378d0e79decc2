// Factors that bring the tasks' gradients to lengths set by how fast they learn (Chen et al. 2018,
// algorithm 1). A task's own weight comes on top: without it the lengths are compared.
#include <ATen/TensorOperators.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sign.h>
#include <ATen/ops/where.h>

#include "losses/combination.h"

namespace mmoe {

namespace {

constexpr double kLeast = 1e-3;  // a factor stays above 0

// a / b, 0 where b is 0.
at::Tensor ratio(const at::Tensor& a, const at::Tensor& b) {
  return at::where(b == 0, 0, a / at::where(b == 0, 1, b));
}

class GradNorm : public Combination {
 public:
  GradNorm(const GradNormCombination& config, const CombinationInput& in)
      : Combination(in.tasks, in.options),
        config_(config),
        factor_(add_state("gradnorm_factors", 1)),
        initial_(add_state("gradnorm_initial_losses", 0)) {}

  bool takes_gradients() const override { return true; }

  // Tasks without a row in the batch, or of weight 0, have no gradient to compare.
  void learn(const TaskSignals& now) override {
    initial_.copy_(at::where(initial_ == 0, now.losses, initial_));
    const at::Tensor takes_part = now.labelled * (own_weights() > 0);
    const at::Tensor count = takes_part.sum();
    const at::Tensor lengths =
        takes_part * ratio(at::norm(now.gradients, 2, 1).to(at::kDouble), own_weights());
    const at::Tensor left = takes_part * ratio(now.losses, initial_);  // of the initial loss
    const at::Tensor pace = ratio(left, ratio(left.sum(), count));
    const at::Tensor targets = ratio(lengths.sum(), count) * at::pow(pace, config_.alpha);
    // The targets are constants, and a length is its factor times something.
    const at::Tensor slopes = takes_part * at::sign(lengths - targets) * lengths / factor_;
    factor_.sub_(slopes, config_.learning_rate).clamp_min_(kLeast);
    factor_.mul_(static_cast<double>(factor_.numel()) / factor_.sum());
    set_factors(factor_);
  }

 private:
  GradNormCombination config_;
  at::Tensor factor_, initial_;
};

}  // namespace

std::unique_ptr<Combination> make(const GradNormCombination& config, const CombinationInput& in) {
  return std::make_unique<GradNorm>(config, in);
}

}  // namespace mmoe
