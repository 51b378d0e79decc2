// Gradient surgery (Yu et al. 2020, algorithm 1). A projected gradient is a combination of the
// tasks' gradients, so that everything but the last product happens among numbers a pair of tasks.
#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mv.h>

#include "base/random.h"
#include "losses/combination.h"

namespace mmoe {

namespace {

constexpr double kTiny = 1e-300;  // a task without a gradient: nothing is taken away along it

class PcGrad : public Combination {
 public:
  explicit PcGrad(const CombinationInput& in)
      : Combination(in.tasks, in.options),
        stream_(static_cast<uint64_t>(in.train.seed), "pcgrad"),
        counts_(numbers(1)) {}

  bool takes_gradients() const override { return true; }

  at::Tensor mix(const TaskSignals& now) override {
    const at::Tensor products = at::mm(now.gradients, now.gradients.t()).to(at::kDouble);
    const at::Tensor shares = at::eye(counts_.size(0), counts_.options());
    for (int64_t task = 0; task < counts_.size(0); ++task) {
      project(shares.select(0, task), products, task, now.step);
    }
    counts_.copy_(shares.sum(0));
    return at::mv(now.gradients.t(), counts_.to(now.gradients.scalar_type()));
  }

 private:
  at::Tensor effective_weights() const override { return factors() * counts_; }

  // Goes through the other tasks in an order that the step draws.
  void project(at::Tensor shares, const at::Tensor& products, int64_t task, int64_t step) const {
    const int64_t tasks = counts_.size(0);
    const Permutation order(stream_, static_cast<uint64_t>(step * tasks + task),
                            static_cast<uint64_t>(tasks));
    for (int64_t i = 0; i < tasks; ++i) {
      const auto other = static_cast<int64_t>(order(static_cast<uint64_t>(i)));
      if (other == task) continue;
      const at::Tensor product = (shares * products.select(0, other)).sum();
      const at::Tensor square = products.select(0, other).select(0, other).clamp_min(kTiny);
      shares.select(0, other).sub_(product.clamp_max(0) / square);
    }
  }

  RandomStream stream_;
  at::Tensor counts_;  // by task: how often its gradient is in the mix
};

}  // namespace

std::unique_ptr<Combination> make(const PcGradCombination&, const CombinationInput& in) {
  return std::make_unique<PcGrad>(in);
}

}  // namespace mmoe
