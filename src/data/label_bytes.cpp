#include "data/label_bytes.h"

#include "data/json_words.h"

namespace mmoe {

using nlohmann::json;

namespace {

std::optional<std::string> text_in(const json& node, const char* key) {
  if (!node.contains(key)) return {};
  return words_from_json(node.at(key)).at(0);
}

}  // namespace

json to_json(const LabelEncoder& encoder) {
  const LabelConfig& label = encoder.label;
  json node = {{"column", words_to_json({label.column})},
               {"all", words_to_json(label.all)},
               {"any", words_to_json(label.any)},
               {"classes", words_to_json(encoder.classes)},
               {"log", encoder.scaling.log},
               {"mean", encoder.scaling.mean},
               {"deviation", encoder.scaling.deviation}};
  if (label.positive) node["positive"] = words_to_json(*label.positive);
  if (label.threshold) node["threshold"] = *label.threshold;
  if (encoder.where) node["where"] = words_to_json({*encoder.where});
  if (encoder.weight) node["weight"] = words_to_json({*encoder.weight});
  if (encoder.group) node["group"] = words_to_json({*encoder.group});
  return node;
}

LabelEncoder label_from_json(const json& node) {
  LabelEncoder encoder;
  encoder.label.column = words_from_json(node.at("column")).at(0);
  encoder.label.all = words_from_json(node.at("all"));
  encoder.label.any = words_from_json(node.at("any"));
  encoder.classes = words_from_json(node.at("classes"));
  encoder.scaling = {node.at("log"), node.at("mean"), node.at("deviation")};
  if (node.contains("positive")) encoder.label.positive = words_from_json(node.at("positive"));
  if (node.contains("threshold")) encoder.label.threshold = node.at("threshold").get<double>();
  encoder.where = text_in(node, "where");
  encoder.weight = text_in(node, "weight");
  encoder.group = text_in(node, "group");
  return encoder;
}

}  // namespace mmoe
