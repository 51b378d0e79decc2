#include "report/activity_warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/experts.h"
#include "train/activity_thresholds.h"

namespace mmoe {

namespace {

constexpr const char* kSpread = "; model.gate.expert_dropout or a temperature above 1 may help";
constexpr const char* kRevive =
    "; a lower train.optimizer.learning_rate or activation: leaky_relu may help";

// "expert 1 of experts", "experts 1, 3 of experts"
std::string named(const MixtureActivity& mixture, const std::vector<size_t>& experts) {
  std::vector<std::string> names;
  for (const size_t expert : experts) names.push_back(mixture.experts[expert]);
  return fmt::format("{} {} of {}", names.size() == 1 ? "expert" : "experts", join(names, ", "),
                     mixture.name);
}

std::string warning_of(const GateLoad& gate) {
  if (gate.weight.size() == 1) return "";
  const auto most = std::ranges::max_element(gate.weight);
  if (*most <= thresholds::kSettled) return "";
  return fmt::format("the gate {} has settled on expert {}, whose mean weight is {:.3f}{}",
                     gate.gate, gate.experts[static_cast<size_t>(most - gate.weight.begin())],
                     *most, kSpread);
}

std::string warning_of_gates(const MixtureActivity& mixture) {
  double most = 0;
  for (const std::vector<double>& row : mixture.distance) {
    most = std::max(most, std::ranges::max(row));
  }
  if (mixture.gates.size() < 2 || mixture.experts.size() < 2 || most >= thresholds::kSameGates) {
    return "";
  }
  return fmt::format(
      "the gates of {} weigh its experts alike for all tasks: no two differ by more than {:.3f} of "
      "the weight; one gate (omoe) would do as well, and expert_dropout or a higher "
      "train.optimizer.learning_rate may pull them apart",
      mixture.name, most);
}

void add_warnings(const MixtureActivity& mixture, std::vector<std::string>& all) {
  if (const auto unused = unused_experts(mixture); !unused.empty()) {
    all.push_back(fmt::format("no gate uses {}: mean weight below {} in each{}",
                              named(mixture, unused), thresholds::kUnused, kSpread));
  }
  if (const auto still = still_experts(mixture); !still.empty()) {
    all.push_back(fmt::format("the outputs of {} are the same for every row{}",
                              named(mixture, still), kRevive));
  }
  for (const auto& [one, other] : duplicate_experts(mixture)) {
    all.push_back(fmt::format(
        "{} are nearly copies, with a correlation of {:.3f}; fewer experts would do as well, and "
        "expert_dropout may keep them apart",
        named(mixture, {one, other}), *mixture.similarity[one][other]));
  }
  all.push_back(warning_of_gates(mixture));
}

std::string warning_of_tower(const std::string& task, const UnitCount& count) {
  const auto units = static_cast<double>(count.units);
  if (static_cast<double>(count.live) >= thresholds::kFewLive * units) return "";
  return fmt::format("only {} of {} units of the tower of {} are live{}", count.live, count.units,
                     task, kRevive);
}

}  // namespace

std::vector<std::string> activity_warnings(const Activity& activity) {
  std::vector<std::string> all;
  for (const GateLoad& gate : activity.gates) all.push_back(warning_of(gate));
  for (const MixtureActivity& mixture : activity.mixtures) add_warnings(mixture, all);
  for (const auto& [task, count] : activity.towers) all.push_back(warning_of_tower(task, count));
  std::erase(all, "");
  return all;
}

}  // namespace mmoe
