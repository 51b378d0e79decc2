#include "nn/preparation.h"

namespace mmoe {

Preparation::Preparation(const Graph& graph, const Kernels& kernels, int64_t batch_rows,
                         bool training)
    : graph_(graph), kernels_(kernels) {
  for (const Graph::Node& node : graph.nodes()) {
    prepared_.push_back(node.block->plan(kernels, batch_rows));
    if (prepared_.back()) prepared_.back()->training = training;
  }
}

void Preparation::begin() {
  for (size_t i = 0; i < prepared_.size(); ++i) {
    if (prepared_[i]) graph_.nodes()[i].block->prepare(kernels_, *prepared_[i]);
  }
}

std::vector<std::string> Preparation::decisions() const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < prepared_.size(); ++i) {
    const std::string decision = prepared_[i] ? prepared_[i]->decision() : "";
    if (!decision.empty()) lines.push_back(graph_.nodes()[i].name + ": " + decision);
  }
  return lines;
}

void Preparation::end(Gradients& gradients) const {
  for (size_t i = 0; i < prepared_.size(); ++i) {
    if (!prepared_[i] || prepared_[i]->gradient_shape.empty()) continue;
    graph_.nodes()[i].block->finish(kernels_, *prepared_[i], gradients.of_prepared(i),
                                    gradients.of_parameters(i));
  }
}

}  // namespace mmoe
