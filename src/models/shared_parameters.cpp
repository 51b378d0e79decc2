#include "models/shared_parameters.h"

#include <set>
#include <string>

namespace mmoe {

namespace {

// Whether each node is among those that the output is made from.
std::vector<bool> reached_from(const Graph& graph, const Source& output) {
  std::vector<bool> reached(graph.nodes().size(), false);
  reached[output.node] = true;
  for (size_t i = output.node + 1; i-- > 0;) {
    if (!reached[i]) continue;
    for (const Source& source : graph.nodes()[i].inputs) reached[source.node] = true;
  }
  return reached;
}

// Of all parameters of blocks that at least two tasks reach.
std::set<std::string> shared_names(const MultiTaskModel& model) {
  std::vector<int> tasks(model.nodes().size(), 0);
  for (const Source& logits : model.logits) {
    const std::vector<bool> reached = reached_from(model, logits);
    for (size_t i = 0; i < tasks.size(); ++i) tasks[i] += reached[i] ? 1 : 0;
  }
  std::set<std::string> names;
  for (size_t i = 0; i < tasks.size(); ++i) {
    const Graph::Node& node = model.nodes()[i];
    for (const Block::Parameter& parameter : node.block->parameters()) {
      if (tasks[i] >= 2) names.insert(node.name + "." + parameter.name);
    }
  }
  return names;
}

}  // namespace

SharedParameters::SharedParameters(const MultiTaskModel& model, const ParameterStore& store) {
  const std::set<std::string> shared = shared_names(model);
  bool goes_on = false;
  for (const ParameterStore::Entry& entry : store.entries()) {
    const bool is_shared = entry.kind != ParameterKind::table && shared.contains(entry.name);
    if (is_shared && !goes_on) ranges_.push_back({entry.offset, 0});
    if (is_shared) ranges_.back().size = entry.offset + entry.size - ranges_.back().first;
    goes_on = is_shared;
  }
  for (const Range& range : ranges_) size_ += range.size;
}

void SharedParameters::take(at::Tensor flat, at::Tensor sums) const {
  int64_t at = 0;
  for (const Range& range : ranges_) {
    at::Tensor part = flat.narrow(0, range.first, range.size);
    sums.narrow(0, at, range.size).add_(part);
    part.zero_();
    at += range.size;
  }
}

void SharedParameters::put(const at::Tensor& gradients, at::Tensor flat) const {
  int64_t at = 0;
  for (const Range& range : ranges_) {
    flat.narrow(0, range.first, range.size).copy_(gradients.narrow(0, at, range.size));
    at += range.size;
  }
}

}  // namespace mmoe
