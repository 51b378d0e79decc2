#include "report/model_shape.h"

#include <fmt/format.h>

namespace mmoe {

namespace {

std::string input_text(const MultiTaskModel& model, const Source& source) {
  const Graph::Node& node = model.nodes()[source.node];
  const bool whole = source.width == node.block->width();
  return whole ? node.name
               : fmt::format("{}[{}:{}]", node.name, source.first, source.first + source.width);
}

std::string shape_text(const at::Tensor& tensor) {
  std::string text;
  for (const int64_t size : tensor.sizes()) {
    text += (text.empty() ? "" : " x ") + std::to_string(size);
  }
  return text;
}

// Tables are many; they are told as one.
std::string parameters_text(const Block& block) {
  std::string text;
  int64_t tables = 0, table_rows = 0;
  for (const Block::Parameter& parameter : block.parameters()) {
    if (parameter.kind == ParameterKind::table) {
      ++tables;
      table_rows += parameter.value.size(0);
    } else {
      text += fmt::format("{}{} [{}]", text.empty() ? "" : ", ", parameter.name,
                          shape_text(parameter.value));
    }
  }
  if (tables == 0) return text;
  return fmt::format("{} tables with {} rows{}{}", tables, table_rows, text.empty() ? "" : ", ",
                     text);
}

}  // namespace

std::string model_shape(const MultiTaskModel& model) {
  std::string text;
  for (const Graph::Node& node : model.nodes()) {
    std::string inputs;
    for (const Source& source : node.inputs) {
      inputs += (inputs.empty() ? "" : ", ") + input_text(model, source);
    }
    text += fmt::format("{} <- {} : {} columns{}{}\n", node.name, inputs.empty() ? "data" : inputs,
                        node.block->width(), node.block->parameters().empty() ? "" : "; ",
                        parameters_text(*node.block));
  }
  return text;
}

}  // namespace mmoe
