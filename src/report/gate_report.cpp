#include "report/gate_report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/table.h"

namespace mmoe {

namespace {

constexpr double kSettled = 0.95, kDead = 0.001;  // mean weights

std::string warning(const GateLoad& load) {
  std::vector<std::string> dead;
  for (size_t i = 0; i < load.weight.size(); ++i) {
    if (load.weight[i] > kSettled) {
      return fmt::format("the gate {} has settled on expert {}, whose mean weight is {:.3f}",
                         load.gate, i, load.weight[i]);
    }
    if (load.weight[i] < kDead) dead.push_back(std::to_string(i));
  }
  if (dead.empty()) return "";
  return fmt::format("the gate {} hardly uses {} {}: mean weight below {}", load.gate,
                     dead.size() == 1 ? "expert" : "experts", join(dead, ", "), kDead);
}

}  // namespace

Json gates_json(const std::vector<GateLoad>& loads) {
  Json json = Json::object();
  for (const GateLoad& load : loads) {
    json[load.gate] = {{"weight", load.weight},
                       {"deviation", load.deviation},
                       {"largest", load.largest},
                       {"entropy", load.entropy}};
  }
  return json;
}

std::string gate_table(const std::vector<GateLoad>& loads) {
  if (loads.empty()) return "";
  std::vector<std::vector<std::string>> rows = {{"gate", "entropy", "mean weight of each expert"}};
  for (const GateLoad& load : loads) {
    std::vector<std::string> weights;
    for (const double weight : load.weight) weights.push_back(fmt::format("{:.3f}", weight));
    rows.push_back({load.gate, fmt::format("{:.3f}", load.entropy), join(weights, " ")});
  }
  return aligned(rows);
}

std::vector<std::string> gate_warnings(const std::vector<GateLoad>& loads) {
  std::vector<std::string> all;
  for (const GateLoad& load : loads) {
    if (load.weight.size() == 1) continue;
    if (std::string text = warning(load); !text.empty()) {
      all.push_back(std::move(text) +
                    "; model.gate.expert_dropout or a temperature above 1 may help");
    }
  }
  return all;
}

}  // namespace mmoe
