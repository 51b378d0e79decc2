#include "inspect/loss_scales.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "inspect/thresholds.h"

namespace mmoe {

namespace {

bool balances_losses(const CombineConfig& combine) {
  return !std::holds_alternative<FixedCombination>(combine) &&
         !std::holds_alternative<PcGradCombination>(combine);
}

}  // namespace

std::vector<Finding> loss_scales(const RunConfig& config, const std::vector<double>& losses) {
  std::vector<Finding> findings;
  if (losses.empty() || balances_losses(config.train.combine)) return findings;
  std::vector<double> parts;  // of the total
  for (size_t task = 0; task < losses.size(); ++task) {
    parts.push_back(base_of(config.tasks[task]).weight * losses[task]);
  }
  const auto largest = static_cast<size_t>(std::ranges::max_element(parts) - parts.begin());
  const std::string& loudest = base_of(config.tasks[largest]).name;
  for (size_t task = 0; task < parts.size(); ++task) {
    if (!(parts[task] > 0)) continue;  // of no weight: only looked at
    const double ratio = parts[largest] / parts[task];
    if (ratio < thresholds::kLossRatio) continue;
    findings.push_back(
        {.severity = Severity::likely,
         .check = "loss_scale",
         .task = base_of(config.tasks[task]).name,
         .size = 1 - 1 / ratio,
         .problem = fmt::format("at the start its loss times weight is {:.3g}, that of {} {:.3g}",
                                parts[task], quote(loudest), parts[largest]),
         .advice = "give tasks weights that bring these near each other; a regression's 'scale: "
                   "standard' or 'log1p' does it at the source"});
  }
  return findings;
}

}  // namespace mmoe
