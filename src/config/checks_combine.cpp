#include "base/text.h"
#include "config/checker.h"

namespace mmoe {

namespace {

// The first loss of the task that is no mean of numbers above 0, by name; else empty.
std::string loss_below_zero(const TaskConfig& task) {
  const auto* regression = std::get_if<RegressionTask>(&task);
  if (regression == nullptr) return "";
  for (const RegressionLoss& loss : regression->loss.values) {
    if (std::holds_alternative<PoissonLoss>(loss)) return PoissonLoss::type;
    if (std::holds_alternative<ZilnLoss>(loss)) return ZilnLoss::type;
  }
  return "";
}

bool is_stream(const DataConfig& data) {
  const auto* synthetic = std::get_if<SyntheticConfig>(&data);
  return synthetic != nullptr && synthetic->stream;
}

}  // namespace

void check_combine(Checker& check, const RunConfig& config) {
  const CombineConfig& combine = config.train.combine;
  const auto* dwa = std::get_if<DwaCombination>(&combine);
  if (dwa != nullptr && !dwa->every && is_stream(config.data)) {
    check.add("train.combine.every", "is missing: a stream has no epochs");
  }
  const bool any_sign = std::holds_alternative<FixedCombination>(combine) ||
                        std::holds_alternative<PcGradCombination>(combine);
  if (any_sign) return;
  for (const TaskConfig& task : config.tasks) {
    const std::string loss = loss_below_zero(task);
    if (loss.empty()) continue;
    check.add("train.combine", "takes losses that stay above 0; that of the task " +
                                   quote(base_of(task).name) + " (" + quote(loss) +
                                   ") may fall below: use 'fixed' or 'pcgrad'");
  }
}

}  // namespace mmoe
