#include "train/freeze.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

// Blocks may share a parameter, which then has several names.
using NamedTensor = std::pair<std::string, const c10::TensorImpl*>;

std::vector<NamedTensor> parameters_of(const Graph& graph) {
  std::vector<NamedTensor> all;
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      all.emplace_back(node.name + "." + parameter.name, parameter.value.unsafeGetTensorImpl());
    }
  }
  return all;
}

Error no_match(const std::string& pattern, const std::vector<NamedTensor>& parameters) {
  constexpr size_t kShown = 12;
  std::vector<std::string> names;
  for (const auto& [name, tensor] : parameters) names.push_back(name);
  const std::string near = did_you_mean(pattern, names);
  if (names.size() > kShown) {
    names.resize(kShown);
    names.push_back(std::to_string(parameters.size() - kShown) + " more");
  }
  return usage_error("train.freeze: " + quote(pattern) + " matches no parameter of the model" +
                     near + " (there are " + join(names, ", ") + ")");
}

}  // namespace

std::set<std::string> frozen_parameters(const Graph& graph,
                                        const std::vector<std::string>& patterns) {
  const std::vector<NamedTensor> parameters = parameters_of(graph);
  std::set<const c10::TensorImpl*> tensors;
  for (const std::string& pattern : patterns) {
    bool matches = false;
    for (const auto& [name, tensor] : parameters) {
      if (!matches_pattern(name, pattern)) continue;
      tensors.insert(tensor);
      matches = true;
    }
    if (!matches) throw no_match(pattern, parameters);
  }
  std::set<std::string> frozen;
  for (const auto& [name, tensor] : parameters) {
    if (tensors.contains(tensor)) frozen.insert(name);
  }
  return frozen;
}

}  // namespace mmoe
