// Learned log variances s (Kendall et al. 2018, section 3.2): the sum of weight x (c exp(-s) loss +
// s / 2), c = 1/2 for regressions, else 1.
#include <ATen/TensorOperators.h>

#include <cmath>

#include "losses/combination.h"

namespace mmoe {

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;

class Uncertainty : public Combination {
 public:
  Uncertainty(const UncertaintyCombination& config, const CombinationInput& in)
      : Combination(in.tasks, in.options),
        rate_(config.learning_rate),
        scale_(numbers(1)),
        log_variance_(add_state("log_variances", 0)),
        first_(add_state("log_variances_first_moment", 0)),
        second_(add_state("log_variances_second_moment", 0)) {
    for (size_t task = 0; task < in.tasks.size(); ++task) {
      if (!std::holds_alternative<RegressionTask>(in.tasks[task])) continue;
      scale_.select(0, static_cast<int64_t>(task)).fill_(0.5);
    }
    set_factors(scale_);
  }

  // A batch without a row of the task says nothing of its variance.
  void learn(const TaskSignals& now) override {
    const at::Tensor precision = scale_ * (-log_variance_).exp();
    step(own_weights() * (0.5 - precision * now.losses) * now.labelled, now.step);
    set_factors(scale_ * (-log_variance_).exp());
  }

 private:
  // Of Adam.
  void step(const at::Tensor& slope, int64_t step) {
    const auto count = static_cast<double>(step);
    first_.mul_(kBeta1).add_(slope, 1 - kBeta1);
    second_.mul_(kBeta2).addcmul_(slope, slope, 1 - kBeta2);
    const at::Tensor root = (second_ / (1 - std::pow(kBeta2, count))).sqrt();
    log_variance_.sub_(first_ / (1 - std::pow(kBeta1, count)) / (root + kEpsilon), rate_);
  }

  double rate_;
  at::Tensor scale_, log_variance_, first_, second_;
};

}  // namespace

std::unique_ptr<Combination> make(const UncertaintyCombination& config,
                                  const CombinationInput& in) {
  return std::make_unique<Uncertainty>(config, in);
}

}  // namespace mmoe
