#include "report/model_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

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

int64_t parameters_of(const Block& block) {
  int64_t count = 0;
  for (const Block::Parameter& parameter : block.parameters()) count += parameter.value.numel();
  return count;
}

std::string model_shape(const MultiTaskModel& model, const std::vector<std::string>& tasks) {
  using Line = std::array<std::string, 4>;
  std::vector<Line> lines = {{"node", "takes", "columns", "parameters"}};
  for (const Graph::Node& node : model.nodes()) {
    std::vector<std::string> inputs;
    for (const Source& source : node.inputs) inputs.push_back(input_text(model, source));
    lines.push_back({node.name, inputs.empty() ? "data" : join(inputs, ", "),
                     std::to_string(node.block->width()), parameters_text(*node.block)});
  }
  for (size_t task = 0; task < tasks.size(); ++task) {
    const Source& logits = model.logits[task];
    lines.push_back(
        {"task " + tasks[task], input_text(model, logits), std::to_string(logits.width), ""});
  }
  size_t widths[3] = {};
  for (const Line& line : lines) {
    for (size_t i = 0; i < 3; ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string text;
  for (const Line& line : lines) {
    std::string one = fmt::format("{:<{}}  {:<{}}  {:>{}}  {}", line[0], widths[0], line[1],
                                  widths[1], line[2], widths[2], line[3]);
    one.erase(one.find_last_not_of(' ') + 1);
    text += one + "\n";
  }
  return text;
}

}  // namespace mmoe
