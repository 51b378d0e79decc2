#include "report/graph_dot.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "report/model_shape.h"

namespace mmoe {

namespace {

// Names hold letters, digits, _ and / only.
std::string node_text(const Graph::Node& node) {
  const int64_t parameters = parameters_of(*node.block);
  return fmt::format("\"{}\" [label=\"{}\\n{} {}{}\"];\n", node.name, node.name,
                     node.block->width(), node.block->width() == 1 ? "column" : "columns",
                     parameters == 0 ? "" : "\\n" + with_commas(parameters) + " parameters");
}

std::string edge_text(const Graph& graph, const Source& from, const std::string& to) {
  const Graph::Node& node = graph.nodes()[from.node];
  const bool whole = from.width == node.block->width();
  const std::string label =
      whole ? "" : fmt::format(" [label=\"{}:{}\"]", from.first, from.first + from.width);
  return fmt::format("  \"{}\" -> \"{}\"{};\n", node.name, to, label);
}

}  // namespace

std::string graph_dot(const MultiTaskModel& model, const std::vector<std::string>& tasks) {
  std::string text = "digraph model {\n  rankdir=BT;\n  node [shape=box];\n";
  std::map<std::string, std::string> blocks;
  for (const Graph::Node& node : model.nodes()) {
    const size_t slash = node.name.find('/');
    if (slash == std::string::npos) {
      text += "  " + node_text(node);
    } else {
      blocks[node.name.substr(0, slash)] += "    " + node_text(node);
    }
  }
  for (const auto& [name, nodes] : blocks) {
    text +=
        fmt::format("  subgraph \"cluster_{}\" {{\n    label=\"{}\";\n{}  }}\n", name, name, nodes);
  }
  for (const Graph::Node& node : model.nodes()) {
    for (const Source& source : node.inputs) text += edge_text(model, source, node.name);
  }
  for (size_t task = 0; task < tasks.size(); ++task) {
    const std::string name = "task " + tasks[task];
    text += fmt::format("  \"{}\" [shape=ellipse];\n", name);
    text += edge_text(model, model.logits[task], name);
  }
  return text + "}\n";
}

}  // namespace mmoe
