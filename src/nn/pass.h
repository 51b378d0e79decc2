// One pass over rows, forward and back: the buffers of every node, made once and reused.
#pragma once

#include <vector>

#include "nn/gradients.h"
#include "nn/graph.h"
#include "nn/preparation.h"

namespace mmoe {

// Of each node, whether its output lies on its input, and its input's gradient on its output's.
struct InPlace {
  bool output = false, gradient = false;
};
std::vector<InPlace> plan_in_place(const Graph& graph);

// What passes over the parts of one batch have in common.
struct PassContext {
  const Graph& graph;
  const Preparation& preparation;
  at::TensorOptions options;
  RandomStream dropout{0, ""};
  ShardSums* sums = nullptr;  // where shards run at once
};

class Pass {
 public:
  // For a fixed number of rows. Without gradients it only runs forward.
  Pass(const PassContext& context, int64_t rows, Gradients* gradients = nullptr, int shard = 0);

  void forward(const Batch& batch, bool training);
  // Expects the gradients of the outputs named by `output_gradient`; adds to the Gradients.
  void backward();

  at::Tensor output(const Source& source) const;
  // Where to write the gradient of an output that no block consumes.
  at::Tensor output_gradient(const Source& source) const;

 private:
  struct State {
    Call call;
    at::Tensor out, d_out;
    std::vector<at::Tensor> in;
    std::vector<Gradient> d_in;
    InPlace in_place;
    bool zero_first = false;  // consumers do not cover d_out exactly
  };
  void plan_gradients();

  const Graph& graph_;
  std::vector<State> states_;
};

}  // namespace mmoe
