#include "train/trainer_state.h"

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace mmoe {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = "training";

// In order, with null for what is not defined.
Json to_list(const MetricValues& values) {
  Json list = Json::array();
  for (const auto& [name, value] : values) {
    list.push_back({name, value ? Json(*value) : Json(nullptr)});
  }
  return list;
}

std::optional<double> number(const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

MetricValues from_list(const Json& list) {
  MetricValues values;
  for (const Json& one : list) values.emplace_back(one.at(0), number(one.at(1)));
  return values;
}

int64_t count(const Json& value) {
  const auto number = value.get<int64_t>();
  if (number < 0 || number > int64_t{1} << 60) throw std::out_of_range("count");
  return number;
}

TrainerState from_json(const Json& json) {
  return {count(json.at("step")),      json.at("data"),
          count(json.at("best_step")), count(json.at("failures")),
          number(json.at("best")),     from_list(json.at("best_values")),
          json.at("stopped_early"),    count(json.at("rollbacks"))};
}

}  // namespace

std::map<std::string, std::string> to_texts(const TrainerState& state) {
  const Json json = {{"step", state.step},
                     {"data", state.data},
                     {"best_step", state.best_step},
                     {"failures", state.failures},
                     {"best", state.best ? Json(*state.best) : Json(nullptr)},
                     {"best_values", to_list(state.best_values)},
                     {"stopped_early", state.stopped_early},
                     {"rollbacks", state.rollbacks}};
  return {{kName, json.dump()}};
}

TrainerState trainer_state(const std::map<std::string, std::string>& texts) {
  const auto found = texts.find(kName);
  if (found == texts.end()) {
    throw checkpoint_error(
        "it holds a model, but not what training needs to go on (last.safetensors does)");
  }
  try {
    return from_json(Json::parse(found->second));
  } catch (const std::exception&) {
    throw checkpoint_error("what it says of the state of training is not understood");
  }
}

}  // namespace mmoe
