#include "nn/graph.h"

#include <ATen/ops/empty.h>
#include <torch/nn/module.h>

#include <algorithm>

#include "nn/kernels.h"

namespace mmoe {

namespace {

bool same(const Source& a, const Source& b) { return a.first == b.first && a.width == b.width; }
bool overlap(const Source& a, const Source& b) {
  return a.first < b.first + b.width && b.first < a.first + a.width;
}

}  // namespace

Graph::Graph() : module_(std::make_shared<torch::nn::Module>("Graph")) {}

Source Graph::add(const std::string& name, std::shared_ptr<Block> block,
                  std::vector<Source> inputs) {
  const auto child = module_->register_module(name, std::make_shared<torch::nn::Module>(name));
  for (const Block::Parameter& parameter : block->parameters()) {
    // Blocks bring their own gradients.
    child->register_parameter(parameter.name, parameter.value, /*requires_grad=*/false);
  }
  for (const Block::Buffer& buffer : block->buffers()) {
    child->register_buffer(buffer.name, buffer.value);
  }
  nodes_.push_back({name, std::move(block), std::move(inputs)});
  return {nodes_.size() - 1, 0, nodes_.back().block->width()};
}

Pass::Pass(const Graph& graph, int64_t rows, const at::TensorOptions& options,
           const std::vector<std::vector<at::Tensor>>& gradients, const RandomStream& dropout)
    : graph_(graph), states_(graph.nodes().size()) {
  for (size_t i = 0; i < states_.size(); ++i) {
    const Graph::Node& node = graph.nodes()[i];
    State& state = states_[i];
    state.out = at::empty({rows, node.block->width()}, options);
    state.call.kernels = &kernels_for(state.out);
    state.call.dropout = dropout.child(node.name);
    for (const Source& source : node.inputs) state.in.push_back(output(source));
    if (gradients.empty()) continue;
    state.call.gradients = gradients[i];
    state.d_out = at::empty({rows, node.block->width()}, options);
    for (const Source& source : node.inputs) {
      state.d_in.push_back({states_[source.node].d_out.narrow(1, source.first, source.width)});
    }
  }
  if (!gradients.empty()) plan_gradients();
}

// In backward order the first consumer of a range writes its gradient and later ones add; where
// ranges overlap in part or leave gaps, the gradient starts from zero and everyone adds.
void Pass::plan_gradients() {
  struct Edge {
    Source source;
    Gradient* gradient;
  };
  std::vector<std::vector<Edge>> consumers(states_.size());
  for (size_t i = states_.size(); i-- > 0;) {
    const std::vector<Source>& inputs = graph_.nodes()[i].inputs;
    for (size_t k = 0; k < inputs.size(); ++k) {
      consumers[inputs[k].node].push_back({inputs[k], &states_[i].d_in[k]});
    }
  }
  for (size_t i = 0; i < states_.size(); ++i) {
    std::vector<Edge>& edges = consumers[i];
    if (edges.empty()) continue;  // an output: its gradient is written from outside
    int64_t covered = 0;
    bool partial = false;
    for (size_t k = 0; k < edges.size(); ++k) {
      const auto earlier = [&](const Edge& e) { return same(e.source, edges[k].source); };
      const auto end = edges.begin() + static_cast<std::ptrdiff_t>(k);
      edges[k].gradient->add = std::any_of(edges.begin(), end, earlier);
      if (!edges[k].gradient->add) covered += edges[k].source.width;
      partial |= std::any_of(edges.begin(), end, [&](const Edge& e) {
        return !same(e.source, edges[k].source) && overlap(e.source, edges[k].source);
      });
    }
    states_[i].zero_first = partial || covered < graph_.nodes()[i].block->width();
    for (Edge& edge : edges) edge.gradient->add |= states_[i].zero_first;
  }
}

void Pass::forward(const Batch& batch, bool training) {
  for (size_t i = 0; i < states_.size(); ++i) {
    State& state = states_[i];
    state.call.batch = &batch;
    state.call.training = training;
    graph_.nodes()[i].block->forward(state.call, state.in, state.out);
  }
}

void Pass::backward() {
  for (State& state : states_) {
    if (state.zero_first) state.d_out.zero_();
  }
  for (size_t i = states_.size(); i-- > 0;) {
    State& state = states_[i];
    graph_.nodes()[i].block->backward(state.call, state.in, state.out, state.d_out, state.d_in);
  }
}

at::Tensor Pass::output(const Source& source) const {
  return states_[source.node].out.narrow(1, source.first, source.width);
}

at::Tensor Pass::output_gradient(const Source& source) {
  return states_[source.node].d_out.narrow(1, source.first, source.width);
}

}  // namespace mmoe
