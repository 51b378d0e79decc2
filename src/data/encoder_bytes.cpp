// Encoders as bytes for checkpoints: CBOR, exact for numbers and for texts of any bytes.
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "data/encoders.h"
#include "data/json_words.h"
#include "data/label_bytes.h"

namespace mmoe {

namespace {

using nlohmann::json;

json to_json(const NumericEncoder& e) {
  return {{"type", "numeric"},
          {"log", e.log},
          {"shift", e.shift},
          {"factor", e.factor},
          {"fill", e.fill}};
}
json to_json(const ValueEncoder& e) {
  return {{"type", "values"}, {"values", e.values}, {"missing", e.missing.value_or(0)}};
}
json to_json(const VocabularyEncoder& e) {
  return {{"type", "vocabulary"},
          {"words", words_to_json(e.words)},
          {"missing", e.missing.value_or(0)}};
}
json to_json(const BucketEncoder& e) { return {{"type", "buckets"}, {"buckets", e.buckets}}; }

// Bounds that are not there stay out: JSON has no infinity.
json requests_to_json(const std::vector<ColumnRequest>& requests) {
  json all = json::array();
  for (const ColumnRequest& request : requests) {
    json node = {{"column", words_to_json({request.name})},
                 {"text", request.kind == ColumnKind::text},
                 {"required", request.rule.required},
                 {"whole", request.rule.whole},
                 {"above_low", request.rule.above_low}};
    if (std::isfinite(request.rule.low)) node["low"] = request.rule.low;
    if (std::isfinite(request.rule.high)) node["high"] = request.rule.high;
    if (!request.allowed.empty()) node["allowed"] = words_to_json(request.allowed);
    all.push_back(std::move(node));
  }
  return all;
}

std::vector<ColumnRequest> requests_from_json(const json& nodes) {
  std::vector<ColumnRequest> requests;
  for (const json& node : nodes) {
    const bool text = node.at("text");
    ColumnRequest request{words_from_json(node.at("column")).at(0),
                          text ? ColumnKind::text : ColumnKind::number};
    request.rule.required = node.at("required");
    request.rule.whole = node.at("whole");
    request.rule.above_low = node.at("above_low");
    request.rule.low = node.value("low", request.rule.low);
    request.rule.high = node.value("high", request.rule.high);
    if (node.contains("allowed")) request.allowed = words_from_json(node.at("allowed"));
    requests.push_back(std::move(request));
  }
  return requests;
}

decltype(ColumnEncoder::encoder) encoder_from_json(const json& node) {
  const std::string type = node.at("type");
  if (type == "numeric") {
    return NumericEncoder{node.at("log"), node.at("shift"), node.at("factor"), node.at("fill")};
  }
  if (type == "buckets") return BucketEncoder{node.at("buckets").get<int64_t>()};
  const int32_t id = node.at("missing");
  const auto missing = id > 0 ? std::optional(id) : std::nullopt;
  if (type == "values") return ValueEncoder{node.at("values").get<std::vector<double>>(), missing};
  return VocabularyEncoder{words_from_json(node.at("words")), missing};
}

}  // namespace

std::string to_bytes(const Encoders& encoders) {
  json columns = json::array(), labels = json::array();
  for (const ColumnEncoder& column : encoders.columns) {
    json node = std::visit([](const auto& encoder) { return to_json(encoder); }, column.encoder);
    node["column"] = words_to_json({column.column});
    node["dim"] = column.dim;
    node["init_deviation"] = column.init_deviation;
    node["common"] = column.common;
    columns.push_back(std::move(node));
  }
  for (const LabelEncoder& label : encoders.label_columns) labels.push_back(to_json(label));
  const json root = {{"columns", columns},
                     {"labels", labels},
                     {"input_requests", requests_to_json(encoders.inputs)},
                     {"label_requests", requests_to_json(encoders.labels)}};
  const std::vector<uint8_t> bytes = json::to_cbor(root);
  return {bytes.begin(), bytes.end()};
}

Encoders encoders_from_bytes(std::string_view bytes) {
  try {
    const json root = json::from_cbor(bytes.begin(), bytes.end());
    Encoders all;
    all.inputs = requests_from_json(root.at("input_requests"));
    all.labels = requests_from_json(root.at("label_requests"));
    for (const json& node : root.at("columns")) {
      all.columns.push_back({words_from_json(node.at("column")).at(0), encoder_from_json(node),
                             node.at("dim"), node.at("init_deviation"), node.value("common", 0)});
    }
    for (const json& node : root.at("labels")) {
      all.label_columns.push_back(label_from_json(node));
    }
    return all;
  } catch (const std::exception&) {
    throw checkpoint_error("the encoders in the checkpoint are damaged");
  }
}

}  // namespace mmoe
