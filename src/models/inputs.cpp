#include "models/inputs.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "nn/columns.h"
#include "nn/lookup.h"

namespace mmoe {

Inputs::Inputs(Graph& graph, const Schema& schema, const std::vector<GroupConfig>& groups, Init,
               const std::string& scope, const RandomStream& stream)
    : graph_(graph), schema_(schema), groups_(groups), scope_(scope), stream_(stream) {}

const GroupInput& Inputs::group(const std::string& name) {
  if (!made_.contains(name)) made_.emplace(name, build(name));
  return made_.at(name);
}

GroupInput Inputs::build(const std::string& name) {
  if (!all_) all_ = graph_.add(scope_ + "_features", std::make_shared<Lookup>(schema_, stream_), {});
  GroupInput all{*all_, {}};
  int64_t first = 0;
  for (const Field& field : schema_.fields) {
    all.columns.push_back({field.name, first, field.dim, true});
    first += field.dim;
  }
  for (const std::string& number : schema_.numerics) {
    all.columns.push_back({number, first++, 1, false});
  }
  if (name == "features") return all;
  const GroupConfig& config = *std::ranges::find(groups_, name, &GroupConfig::name);
  if (config.pooling != GroupPooling::concat) throw usage_error("not built yet");
  std::vector<Columns::Move> moves;
  GroupInput chosen;
  int64_t width = 0;
  std::vector<Source> inputs;
  for (const FeatureColumns& columns : all.columns) {
    const auto wanted = [&](const std::string& pattern) {
      return matches_pattern(columns.feature, pattern);
    };
    if (std::ranges::none_of(config.features, wanted)) continue;
    moves.push_back({inputs.size(), 0, width, columns.width});
    inputs.push_back({all_->node, columns.first, columns.width});
    chosen.columns.push_back({columns.feature, width, columns.width, columns.embedded});
    width += columns.width;
  }
  chosen.source =
      graph_.add(scope_ + "_" + name, std::make_shared<Columns>(width, moves), inputs);
  return chosen;
}

}  // namespace mmoe
