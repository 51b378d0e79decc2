#include "report/activity_json.h"

#include "report/experts.h"

namespace mmoe {

namespace {

Json units_json(const UnitCount& count) { return {{"units", count.units}, {"live", count.live}}; }

Json similarity_json(const MixtureActivity& mixture) {
  Json rows = Json::array();
  for (const auto& row : mixture.similarity) {
    Json& values = rows.emplace_back(Json::array());
    for (const auto& value : row) values.push_back(value ? Json(*value) : Json(nullptr));
  }
  return rows;
}

Json mixture_json(const MixtureActivity& mixture) {
  Json live = Json::array(), dead = Json::array(), duplicates = Json::array();
  for (const UnitCount& count : mixture.units) live.push_back(count.live);
  for (const size_t expert : dead_experts(mixture)) dead.push_back(mixture.experts[expert]);
  for (const auto& [one, other] : duplicate_experts(mixture)) {
    duplicates.push_back({mixture.experts[one], mixture.experts[other]});
  }
  return {{"experts", mixture.experts},
          {"gates", mixture.gates},
          {"distance", mixture.distance},
          {"similarity", similarity_json(mixture)},
          {"deviation", mixture.deviation},
          {"units", mixture.units.front().units},
          {"live", live},
          {"dead", dead},
          {"duplicates", duplicates}};
}

}  // namespace

Json gates_json(const std::vector<GateLoad>& gates) {
  Json json = Json::object();
  for (const GateLoad& gate : gates) {
    json[gate.gate] = {{"experts", gate.experts},
                       {"weight", gate.weight},
                       {"deviation", gate.deviation},
                       {"largest", gate.largest},
                       {"entropy", gate.entropy}};
  }
  return json;
}

Json activity_json(const Activity& activity) {
  Json mixtures = Json::object(), layers = Json::object(), towers = Json::object();
  for (const MixtureActivity& mixture : activity.mixtures) {
    mixtures[mixture.name] = mixture_json(mixture);
  }
  for (const LayerUnits& layer : activity.layers) {
    layers[layer.name] = units_json(count_units(layer));
  }
  for (const auto& [task, count] : activity.towers) towers[task] = units_json(count);
  return {{"gates", gates_json(activity.gates)},
          {"mixtures", mixtures},
          {"layers", layers},
          {"towers", towers}};
}

}  // namespace mmoe
