// Blocks in order, each taking columns of earlier blocks' outputs. The graph is the tape: forward
// runs it in order, backward in reverse.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "nn/block.h"
#include "nn/named_tensors.h"

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

  // Adds a block after all of its inputs; gives its whole output. A parameter that blocks share is
  // registered under the first.
  Source add(const std::string& name, std::shared_ptr<Block> block, std::vector<Source> inputs);

  const std::vector<Node>& nodes() const { return nodes_; }
  // Whether any block mixes rows.
  bool mixes_rows() const;

  // The network as torch::nn sees it: a submodule a node, its parameters and buffers registered.
  const torch::nn::Module& module() const { return *module_; }

 private:
  std::shared_ptr<torch::nn::Module> module_;
  std::vector<Node> nodes_;
  std::set<const c10::TensorImpl*> registered_;
};

// Of all blocks (running statistics), by their full names.
NamedTensors buffers_of(const Graph& graph);

}  // namespace mmoe
