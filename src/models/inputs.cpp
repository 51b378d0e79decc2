#include "models/inputs.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "nn/columns.h"
#include "nn/feature_pooling.h"
#include "nn/names.h"
#include "nn/piecewise_embedding.h"
#include "nn/target_attention.h"

namespace mmoe {

namespace {

const char* const kAll = "features";

bool attends(const ListField& list) {
  return std::holds_alternative<AttentionPooling>(list.pooling);
}

std::vector<std::string> feature_names(const Schema& schema) {
  std::vector<std::string> names = schema.numerics;
  for (const Field& field : schema.fields) names.push_back(field.name);
  for (const ListField& list : schema.lists) names.push_back(list.name);
  for (const PiecewiseField& field : schema.piecewise) names.push_back(field.name);
  return names;
}

size_t target_of(const Schema& schema, const ListField& list, const std::string& name) {
  const auto place = std::ranges::find(schema.fields, name, &Field::name);
  if (place == schema.fields.end() || place->dim != list.dim) {
    throw usage_error("features: the attention of " + quote(list.name) + " needs as its target " +
                      quote(name) + " a feature of one category and dim " +
                      std::to_string(list.dim));
  }
  return static_cast<size_t>(place - schema.fields.begin());
}

// Adds columns of a feature behind those that are there; several numbers of one are one part.
void append(std::vector<FeatureColumns>& columns, const std::string& feature, int64_t width,
            bool embedded) {
  const int64_t first = columns.empty() ? 0 : columns.back().first + columns.back().width;
  if (!embedded && !columns.empty() && columns.back().feature == feature &&
      !columns.back().embedded) {
    columns.back().width += width;
  } else {
    columns.push_back({feature, first, width, embedded});
  }
}

bool goes_on(const Source& before, const Source& after) {
  return after.node == before.node && after.first == before.first + before.width;
}

}  // namespace

Inputs::Inputs(Graph& graph, const Schema& schema, const ModelBase& config,
               const std::string& scope, const RandomStream& stream)
    : graph_(graph),
      schema_(schema),
      groups_(config.groups),
      init_(config.init),
      scope_(scope),
      stream_(stream),
      tables_(schema, stream, config.feature_dropout) {}

Source Inputs::add(const std::string& name, std::shared_ptr<Block> block,
                   std::vector<Source> inputs) {
  return graph_.add(scope_ + "_" + name, std::move(block), std::move(inputs));
}

const GroupInput& Inputs::group(const std::string& name) {
  const auto place = made_.find(name);
  if (place != made_.end()) return place->second;
  return made_.emplace(name, build(config_of(name))).first->second;
}

std::vector<Source> Inputs::further() {
  std::vector<Source> sources;
  for (const GroupConfig& one : groups_) sources.push_back(group(one.name).source);
  if (!groups_.empty()) return sources;
  Parts parts = parts_of(config_of(kAll));
  parts.fields.clear();
  parts.numerics.clear();
  GroupInput no_numbers;
  if (!parts.lists.empty()) sources.push_back(embeddings("lists", parts, no_numbers).source);
  for (const size_t list : parts.sequences) sources.push_back(attention(list).source);
  if (parts.piecewise.empty()) return sources;
  piecewise(0);
  sources.push_back(*piecewise_);
  return sources;
}

GroupConfig Inputs::config_of(const std::string& name) const {
  if (name == kAll) return {kAll, {"*"}, GroupPooling::concat};
  const auto place = std::ranges::find(groups_, name, &GroupConfig::name);
  if (place != groups_.end()) return *place;
  std::vector<std::string> names = {kAll};
  for (const GroupConfig& group : groups_) names.push_back(group.name);
  throw usage_error("no group of features is named " + quote(name) + did_you_mean(name, names));
}

Inputs::Parts Inputs::parts_of(const GroupConfig& group) const {
  const std::vector<std::string> names = feature_names(schema_);
  for (const std::string& pattern : group.features) {
    const auto matches = [&](const auto& name) { return matches_pattern(name, pattern); };
    if (std::ranges::any_of(names, matches)) continue;
    throw usage_error("model.groups: the group " + quote(group.name) + " names " + quote(pattern) +
                      ", which is no feature" + did_you_mean(pattern, names));
  }
  const auto has = [&](const std::string& name) {
    return std::ranges::any_of(
        group.features, [&](const std::string& pattern) { return matches_pattern(name, pattern); });
  };
  Parts parts;
  for (size_t i = 0; i < schema_.fields.size(); ++i) {
    if (has(schema_.fields[i].name)) parts.fields.push_back(i);
  }
  for (size_t i = 0; i < schema_.lists.size(); ++i) {
    const ListField& list = schema_.lists[i];
    if (has(list.name)) (attends(list) ? parts.sequences : parts.lists).push_back(i);
  }
  for (size_t i = 0; i < schema_.numerics.size(); ++i) {
    if (has(schema_.numerics[i])) parts.numerics.push_back(i);
  }
  for (size_t i = 0; i < schema_.piecewise.size(); ++i) {
    if (has(schema_.piecewise[i].name)) parts.piecewise.push_back(i);
  }
  return parts;
}

GroupInput Inputs::build(const GroupConfig& group) {
  const Parts parts = parts_of(group);
  std::vector<GroupInput> pieces;
  GroupInput numbers;
  if (!parts.fields.empty() || !parts.lists.empty() || !parts.numerics.empty()) {
    pieces.push_back(embeddings(group.name, parts, numbers));
    if (pieces.back().source.width == 0) pieces.pop_back();
  }
  for (const size_t list : parts.sequences) pieces.push_back(attention(list));
  for (const size_t position : parts.piecewise) pieces.push_back(piecewise(position));
  const size_t embedded = pieces.size();
  if (numbers.source.width > 0) pieces.push_back(numbers);
  const bool pools = group.pooling != GroupPooling::concat && embedded > 0;
  return pools ? pooled(group, pieces, embedded) : concatenated(group, pieces);
}

GroupInput Inputs::embeddings(const std::string& name, const Parts& parts, GroupInput& numbers) {
  GroupInput made;
  for (const size_t i : parts.fields) {
    append(made.columns, schema_.fields[i].name, schema_.fields[i].dim, true);
  }
  for (const size_t i : parts.lists) {
    append(made.columns, schema_.lists[i].name, width_of(schema_.lists[i]), true);
  }
  for (const size_t i : parts.numerics) append(numbers.columns, schema_.numerics[i], 1, false);
  const Source all = add(name, std::make_shared<Lookup>(schema_, tables_, parts), {});
  const auto count = static_cast<int64_t>(parts.numerics.size());
  made.source = {all.node, 0, all.width - count};
  numbers.source = {all.node, all.width - count, count};
  return made;
}

GroupInput Inputs::attention(size_t position) {
  const ListField& list = schema_.lists[position];
  const GroupInput done{{}, {{list.name, 0, list.dim, true}}};
  const auto known = attentions_.find(position);
  if (known != attentions_.end()) return {known->second, done.columns};
  const auto& config = std::get<AttentionPooling>(list.pooling);
  const std::string name = std::to_string(position) + "_" + identifier(list.name);
  Selection selection;
  selection.fields = {target_of(schema_, list, config.target)};
  selection.lists = {position};
  const Source both =
      add("sequence_" + name, std::make_shared<Lookup>(schema_, tables_, selection), {});
  const Source target{both.node, 0, list.dim};
  const Source values{both.node, list.dim, both.width - list.dim};
  const Source out = add("attention_" + name,
                         std::make_shared<TargetAttention>(list.dim, list.length, config, init_,
                                                           stream_.child("attention " + name)),
                         {target, values});
  attentions_[position] = out;
  return {out, done.columns};
}

GroupInput Inputs::piecewise(size_t position) {
  if (!piecewise_) {
    piecewise_ =
        add("piecewise",
            std::make_shared<PiecewiseEmbedding>(schema_, init_, stream_.child("piecewise")), {});
  }
  int64_t first = 0;
  for (size_t i = 0; i < position; ++i) first += schema_.piecewise[i].dim;
  const PiecewiseField& field = schema_.piecewise[position];
  return {{piecewise_->node, first, field.dim}, {{field.name, 0, field.dim, true}}};
}

GroupInput Inputs::concatenated(const GroupConfig& group, const std::vector<GroupInput>& pieces) {
  GroupInput made;
  std::vector<Source> sources;
  std::vector<int64_t> widths;
  for (const GroupInput& piece : pieces) {
    for (const FeatureColumns& one : piece.columns) {
      append(made.columns, one.feature, one.width, one.embedded);
    }
    if (!sources.empty() && goes_on(sources.back(), piece.source)) {
      sources.back().width += piece.source.width;
      widths.back() += piece.source.width;
    } else {
      sources.push_back(piece.source);
      widths.push_back(piece.source.width);
    }
  }
  made.source = sources.front();
  if (sources.size() == 1) return made;
  made.source = add(group.name + "_all", Columns::side_by_side(widths), sources);
  return made;
}

GroupInput Inputs::pooled(const GroupConfig& group, const std::vector<GroupInput>& pieces,
                          size_t embedded) {
  const int64_t dim = pieces[0].columns[0].width;
  std::vector<std::string> widths;
  bool differ = false;
  for (size_t i = 0; i < embedded; ++i) {
    for (const FeatureColumns& one : pieces[i].columns) {
      widths.push_back(one.feature + " " + std::to_string(one.width));
      differ |= one.width != dim;
    }
  }
  if (differ) {
    throw usage_error("model.groups: the embeddings of the group " + quote(group.name) +
                      " cannot be pooled, as they differ in width: " + join(widths, ", "));
  }
  GroupInput made{{}, {{group.name, 0, dim, true}}};
  std::vector<Source> sources;
  std::vector<int64_t> columns;
  for (size_t i = 0; i < pieces.size(); ++i) {
    sources.push_back(pieces[i].source);
    columns.push_back(pieces[i].source.width);
    if (i < embedded) continue;
    for (const FeatureColumns& one : pieces[i].columns) {
      append(made.columns, one.feature, one.width, false);
    }
  }
  made.source =
      add(group.name + "_pooled",
          std::make_shared<FeaturePooling>(group.pooling, columns, embedded, dim), sources);
  return made;
}

}  // namespace mmoe
