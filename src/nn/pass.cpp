#include "nn/pass.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "nn/kernels.h"

namespace mmoe {

namespace {

bool same(const Source& a, const Source& b) { return a.first == b.first && a.width == b.width; }
bool overlap(const Source& a, const Source& b) {
  return a.node == b.node && a.first < b.first + b.width && b.first < a.first + a.width;
}

}  // namespace

// A block works in place where nobody else wants what it overwrites. An output's gradient comes
// from outside, before any other is made zero: it needs a place of its own.
std::vector<InPlace> plan_in_place(const Graph& graph) {
  const std::vector<Graph::Node>& nodes = graph.nodes();
  std::vector<InPlace> plan(nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    const Block& block = *nodes[i].block;
    if (!block.passes_gradient_in_place() || nodes[i].inputs.size() != 1) continue;
    int64_t takers = 0;
    bool is_output = true;
    for (const Graph::Node& node : nodes) {
      for (const Source& source : node.inputs) {
        takers += overlap(source, nodes[i].inputs[0]) ? 1 : 0;
        is_output &= source.node != i;
      }
    }
    const bool is_free = !nodes[nodes[i].inputs[0].node].block->reads_output();
    plan[i].gradient = takers == 1 && !is_output;
    plan[i].output = plan[i].gradient && block.works_in_place() && is_free;
  }
  return plan;
}

Pass::Pass(const PassContext& context, int64_t rows, Gradients* gradients, int shard)
    : graph_(context.graph), states_(context.graph.nodes().size()) {
  const std::vector<InPlace> in_place = plan_in_place(graph_);
  const auto room = [&](size_t i) {
    return at::empty({rows, graph_.nodes()[i].block->width()}, context.options);
  };
  for (size_t i = 0; i < states_.size(); ++i) {
    const Graph::Node& node = graph_.nodes()[i];
    State& state = states_[i];
    state.in_place = in_place[i];
    for (const Source& source : node.inputs) state.in.push_back(output(source));
    state.out = state.in_place.output ? state.in[0] : room(i);
    state.call.kernels = &kernels_for(state.out);
    state.call.dropout = context.dropout.child(node.name);
    state.call.prepared = context.preparation.of(i);
    state.call.sums = context.sums;
    state.call.shard = shard;
    if (gradients == nullptr) continue;
    const std::span<at::Tensor> own = gradients->of_parameters(i);
    state.call.gradients.assign(own.begin(), own.end());
    state.call.prepared_gradient = gradients->of_prepared(i);
    for (const Source& source : node.inputs) state.d_in.push_back({output_gradient(source)});
    state.d_out = state.in_place.gradient ? state.d_in[0].to : room(i);
  }
  if (gradients != nullptr) plan_gradients();
}

// In backward order the first consumer of a range writes its gradient and later ones add; where
// ranges overlap in part or leave gaps, the gradient starts from zero and everyone adds.
void Pass::plan_gradients() {
  struct Edge {
    Source source;
    Gradient* gradient;
    bool in_place;
  };
  std::vector<std::vector<Edge>> consumers(states_.size());
  for (size_t i = states_.size(); i-- > 0;) {
    const std::vector<Source>& inputs = graph_.nodes()[i].inputs;
    for (size_t k = 0; k < inputs.size(); ++k) {
      consumers[inputs[k].node].push_back(
          {inputs[k], &states_[i].d_in[k], states_[i].in_place.gradient});
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
    // What works in place already holds what arrives there.
    states_[i].zero_first = partial || covered < graph_.nodes()[i].block->width();
    for (Edge& edge : edges) edge.gradient->add |= states_[i].zero_first && !edge.in_place;
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

at::Tensor Pass::output_gradient(const Source& source) const {
  return states_[source.node].d_out.narrow(1, source.first, source.width);
}

}  // namespace mmoe
