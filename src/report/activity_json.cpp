#include "report/activity_json.h"

#include "report/gate_report.h"

namespace mmoe {

namespace {

Json units_json(const UnitCount& count) { return {{"units", count.units}, {"live", count.live}}; }

}  // namespace

Json activity_json(const Activity& activity) {
  Json layers = Json::object(), towers = Json::object();
  for (const LayerUnits& layer : activity.layers)
    layers[layer.name] = units_json(count_units(layer));
  for (const auto& [task, count] : activity.towers) towers[task] = units_json(count);
  return {{"gates", gates_json(activity.gates)}, {"layers", layers}, {"towers", towers}};
}

}  // namespace mmoe
