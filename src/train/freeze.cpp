#include "train/freeze.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

std::vector<std::string> parameter_names(const Graph& graph) {
  std::vector<std::string> names;
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      names.push_back(node.name + "." + parameter.name);
    }
  }
  return names;
}

Error no_match(const std::string& pattern, const std::vector<std::string>& names) {
  constexpr size_t kShown = 12;
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size())));
  if (names.size() > kShown) shown.push_back(std::to_string(names.size() - kShown) + " more");
  return usage_error("train.freeze: " + quote(pattern) + " matches no parameter of the model" +
                     did_you_mean(pattern, names) + " (there are " + join(shown, ", ") + ")");
}

}  // namespace

std::set<std::string> frozen_parameters(const Graph& graph,
                                        const std::vector<std::string>& patterns) {
  const std::vector<std::string> names = parameter_names(graph);
  std::set<std::string> frozen;
  for (const std::string& pattern : patterns) {
    bool matches = false;
    for (const std::string& name : names) {
      if (!matches_pattern(name, pattern)) continue;
      frozen.insert(name);
      matches = true;
    }
    if (!matches) throw no_match(pattern, names);
  }
  return frozen;
}

}  // namespace mmoe
