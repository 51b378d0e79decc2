#include "report/json.h"

namespace mmoe {

Json to_json(const MetricValues& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = value ? Json(*value) : Json(nullptr);
  return object;
}

}  // namespace mmoe
