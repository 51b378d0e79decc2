// A block on constant inputs, and its gradients against differences.
#pragma once

#include <functional>

#include "support/torch_blocks.h"
#include "support/torch_models.h"

namespace mmoe::test {

// Inputs are the nodes in_0, in_1, ...; the block is the node "block".
class BlockRun {
 public:
  BlockRun(std::shared_ptr<Block> block, const std::vector<at::Tensor>& inputs);

  at::Tensor forward(bool training = true, uint64_t step = 0);
  // Of an input or a parameter of the block, such as "in_0.value" or "block.weight", after
  // backward.
  at::Tensor gradient_of(const std::string& name) const { return run.gradient_of(name); }
  void backward(const at::Tensor& d_out) { run.backward(out, d_out); }
  at::Tensor parameter(const std::string& name) const;

  // Nothing if the gradients of all inputs and parameters are those of differences, which takes
  // double; else the first that is not.
  std::string gradient_difference();

 private:
  Graph graph;

 public:
  Source out;
  GraphRun run;

 private:
  Source built(std::shared_ptr<Block> block, const std::vector<at::Tensor>& inputs);
};

// The same for a whole model, whose loss is the weighted sum of its tasks' and `further`, found
// from the logits.
std::string gradient_difference(
    Machine& machine, const Batch& batch,
    const std::function<double(const std::vector<at::Tensor>& logits)>& further = {});

}  // namespace mmoe::test
