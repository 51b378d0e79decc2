// Encoders as bytes for checkpoints: CBOR, exact for numbers and for texts of any bytes.
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "config/reader.h"
#include "config/writer.h"
#include "data/encoder_checks.h"
#include "data/encoders.h"
#include "data/json_words.h"
#include "data/label_bytes.h"
#include "data/shallow_cbor.h"

namespace mmoe {

namespace {

using nlohmann::json;

json to_json(const ValueEncoder& e) {
  return {{"type", "values"}, {"values", e.values}, {"missing", e.missing.value_or(0)}};
}
json to_json(const BinsEncoder& e) { return {{"type", "bins"}, {"boundaries", e.boundaries}}; }
json to_json(const VocabularyEncoder& e) {
  return {{"type", "vocabulary"},
          {"words", words_to_json(e.words)},
          {"missing", e.missing.value_or(0)}};
}
json to_json(const HashEncoder& e) { return {{"type", "hash"}, {"buckets", e.buckets}}; }
json to_json(const BucketEncoder& e) { return {{"type", "buckets"}, {"buckets", e.buckets}}; }

json to_json(const NumericEncoder& e) {
  return {{"type", "numeric"},
          {"log", e.log},
          {"shift", e.shift},
          {"factor", e.factor},
          {"fill", e.fill}};
}
json to_json(const PiecewiseEncoder& e) {
  return {{"type", "piecewise"}, {"edges", e.edges}, {"fill", e.fill}, {"dim", e.dim}};
}
json to_json(const CategoryEncoder& e) {
  return {{"type", "category"},
          {"table", e.table},
          {"columns", words_to_json(e.columns)},
          {"missing", e.missing},
          {"unknown_fails", e.unknown_fails},
          {"common", e.common}};
}
json to_json(const ListEncoder& e) {
  json node = {{"type", "list"},
               {"table", e.table},
               {"separator", words_to_json({e.format.separator})},
               {"keeps_last", e.format.keeps_last},
               {"length", e.length},
               {"unknown_fails", e.unknown_fails},
               {"pooling", emit_yaml(to_node(e.pooling))}};
  if (const auto& text = e.format.weight_separator)
    node["weight_separator"] = words_to_json({*text});
  if (const auto& text = e.format.weight_column) node["weight_column"] = words_to_json({*text});
  return node;
}

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

decltype(TableEncoder::ids) ids_from_json(const json& node) {
  const std::string type = node.at("type");
  if (type == "buckets") return BucketEncoder{whole_from_json<int64_t>(node.at("buckets"))};
  if (type == "hash") return HashEncoder{whole_from_json<int64_t>(node.at("buckets"))};
  if (type == "bins") return BinsEncoder{node.at("boundaries").get<std::vector<double>>()};
  const auto id = whole_from_json<int32_t>(node.at("missing"));
  const auto missing = id > 0 ? std::optional(id) : std::nullopt;
  if (type == "values") return ValueEncoder{node.at("values").get<std::vector<double>>(), missing};
  return VocabularyEncoder{words_from_json(node.at("words")), missing};
}

std::string word_from_json(const json& node) { return words_from_json(node).at(0); }

PoolingConfig pooling_from_yaml(const std::string& yaml) {
  PoolingConfig pooling;
  std::vector<Problem> problems;
  Places places;
  Reader(problems, places).read(parse_yaml(yaml, "pooling", problems), "", pooling);
  throw_if_any(problems);
  return pooling;
}

ListEncoder list_from_json(const json& node) {
  ListEncoder e{whole_from_json<size_t>(node.at("table")),
                {word_from_json(node.at("separator")), node.at("keeps_last")},
                whole_from_json<int64_t>(node.at("length")),
                node.at("unknown_fails"),
                pooling_from_yaml(node.at("pooling"))};
  if (node.contains("weight_separator")) {
    e.format.weight_separator = word_from_json(node.at("weight_separator"));
  }
  if (node.contains("weight_column")) {
    e.format.weight_column = word_from_json(node.at("weight_column"));
  }
  return e;
}

decltype(ColumnEncoder::encoder) encoder_from_json(const json& node) {
  const std::string type = node.at("type");
  if (type == "numeric") {
    return NumericEncoder{node.at("log"), node.at("shift"), node.at("factor"), node.at("fill")};
  }
  if (type == "piecewise") {
    return PiecewiseEncoder{node.at("edges").get<std::vector<double>>(), node.at("fill"),
                            whole_from_json<int64_t>(node.at("dim"))};
  }
  if (type == "list") return list_from_json(node);
  return CategoryEncoder{whole_from_json<size_t>(node.at("table")),
                         words_from_json(node.at("columns")),
                         whole_from_json<int32_t>(node.at("missing")), node.at("unknown_fails"),
                         whole_from_json<int32_t>(node.at("common"))};
}

}  // namespace

std::string to_bytes(const Encoders& encoders) {
  const auto any_to_json = [](const auto& encoder) { return to_json(encoder); };
  json tables = json::array(), columns = json::array(), labels = json::array();
  for (const TableEncoder& table : encoders.tables) {
    json node = std::visit(any_to_json, table.ids);
    node["name"] = words_to_json({table.name});
    node["dim"] = table.dim;
    node["init_deviation"] = table.init_deviation;
    tables.push_back(std::move(node));
  }
  for (const ColumnEncoder& column : encoders.columns) {
    json node = std::visit(any_to_json, column.encoder);
    node["column"] = words_to_json({column.name});
    columns.push_back(std::move(node));
  }
  for (const LabelEncoder& label : encoders.label_columns) labels.push_back(to_json(label));
  const json root = {{"tables", tables},
                     {"columns", columns},
                     {"labels", labels},
                     {"input_requests", requests_to_json(encoders.inputs)},
                     {"label_requests", requests_to_json(encoders.labels)}};
  const std::vector<uint8_t> bytes = json::to_cbor(root);
  return {bytes.begin(), bytes.end()};
}

Encoders encoders_from_bytes(std::string_view bytes) {
  try {
    const json root = read_shallow_cbor(bytes);
    Encoders all;
    all.inputs = requests_from_json(root.at("input_requests"));
    all.labels = requests_from_json(root.at("label_requests"));
    for (const json& node : root.at("tables")) {
      all.tables.push_back({word_from_json(node.at("name")), ids_from_json(node),
                            whole_from_json<int64_t>(node.at("dim")), node.at("init_deviation")});
    }
    for (const json& node : root.at("columns")) {
      all.columns.push_back({word_from_json(node.at("column")), encoder_from_json(node)});
    }
    for (const json& node : root.at("labels")) {
      all.label_columns.push_back(label_from_json(node));
    }
    check_encoders(all);
    return all;
  } catch (const std::exception&) {
    throw checkpoint_error("the encoders in the checkpoint are damaged");
  }
}

}  // namespace mmoe
