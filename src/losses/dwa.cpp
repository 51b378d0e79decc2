// Factors from how fast each loss fell between the last two periods (Liu et al. 2019, equation 7);
// 1 in the first two.
#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/where.h>

#include "losses/combination.h"

namespace mmoe {

namespace {

class Dwa : public Combination {
 public:
  Dwa(const DwaCombination& config, const CombinationInput& in)
      : Combination(in.tasks, in.options),
        temperature_(config.temperature),
        period_(config.every.value_or(in.steps_per_epoch)),
        sums_(add_state("dwa_loss_sums", 0)),
        counts_(add_state("dwa_loss_counts", 0)),
        last_(add_state("dwa_last_losses", 0)) {}

  void learn(const TaskSignals& now) override {
    sums_.add_(now.losses * now.labelled);
    counts_.add_(now.labelled);
    if (now.step % period_ != 0) return;
    // Periods without a row of the task keep its last mean.
    const at::Tensor means = at::where(counts_ > 0, sums_ / counts_.clamp_min(1), last_);
    if (now.step > period_) {
      const at::Tensor fall = at::where(last_ > 0, means / at::where(last_ > 0, last_, 1), 1);
      const auto tasks = static_cast<double>(fall.numel());
      set_factors(at::softmax(fall / temperature_, 0) * tasks);
    }
    last_.copy_(means);
    sums_.zero_();
    counts_.zero_();
  }

 private:
  double temperature_;
  int64_t period_;
  at::Tensor sums_, counts_, last_;
};

}  // namespace

std::unique_ptr<Combination> make(const DwaCombination& config, const CombinationInput& in) {
  return std::make_unique<Dwa>(config, in);
}

}  // namespace mmoe
