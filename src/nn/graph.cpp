#include "nn/graph.h"

#include <torch/nn/module.h>

#include <algorithm>

namespace mmoe {

Graph::Graph() : module_(std::make_shared<torch::nn::Module>("Graph")) {}

Source Graph::add(const std::string& name, std::shared_ptr<Block> block,
                  std::vector<Source> inputs) {
  const auto child = module_->register_module(name, std::make_shared<torch::nn::Module>(name));
  for (const Block::Parameter& parameter : block->parameters()) {
    if (!registered_.insert(parameter.value.unsafeGetTensorImpl()).second) continue;
    // Blocks bring their own gradients.
    child->register_parameter(parameter.name, parameter.value, /*requires_grad=*/false);
  }
  for (const Block::Buffer& buffer : block->buffers()) {
    child->register_buffer(buffer.name, buffer.value);
  }
  nodes_.push_back({name, std::move(block), std::move(inputs)});
  return {nodes_.size() - 1, 0, nodes_.back().block->width()};
}

bool Graph::mixes_rows() const {
  return std::ranges::any_of(nodes_, [](const Node& node) { return node.block->mixes_rows(); });
}

NamedTensors buffers_of(const Graph& graph) {
  NamedTensors all;
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      all.emplace_back(node.name + "." + buffer.name, buffer.value);
    }
  }
  return all;
}

}  // namespace mmoe
