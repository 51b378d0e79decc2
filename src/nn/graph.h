// Blocks in order, each taking columns of earlier blocks' outputs. The graph is the tape: forward
// runs it in order, backward in reverse.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/block.h"

namespace torch::nn {
class Module;
}

namespace mmoe {

// A range of columns of a node's output.
struct Source {
  size_t node = 0;
  int64_t first = 0;
  int64_t width = 0;
};

class Graph {
 public:
  Graph();

  struct Node {
    std::string name;
    std::shared_ptr<Block> block;
    std::vector<Source> inputs;
  };

  // Adds a block after all of its inputs; gives its whole output.
  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs);

  const std::vector<Node>& nodes() const { return nodes_; }

  // The network as torch::nn sees it: a submodule a node, its parameters and buffers registered.
  const torch::nn::Module& module() const { return *module_; }

 private:
  std::shared_ptr<torch::nn::Module> module_;
  std::vector<Node> nodes_;
};

// The buffers of one pass over batches of a fixed number of rows: outputs, gradients and calls of
// every node, made once and reused.
class Pass {
 public:
  // `gradients`: flat buffer of parameter gradients in views by block, or empty for inference.
  Pass(const Graph& graph, int64_t rows, const at::TensorOptions& options,
       const std::vector<std::vector<at::Tensor>>& gradients, const RandomStream& dropout);

  void forward(const Batch& batch, bool training);
  // Expects the gradients of the outputs named by `output_gradient`; adds to the parameters'.
  void backward();

  at::Tensor output(const Source& source) const;
  // Where to write the gradient of an output that no block consumes.
  at::Tensor output_gradient(const Source& source);

 private:
  struct State {
    Call call;
    at::Tensor out, d_out;
    std::vector<at::Tensor> in;
    std::vector<Gradient> d_in;
    bool zero_first = false;  // consumers do not cover d_out exactly
  };
  void plan_gradients();

  const Graph& graph_;
  std::vector<State> states_;
};

}  // namespace mmoe
