// What the blocks of a graph prepare for a whole batch; see Prepared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nn/gradients.h"
#include "nn/graph.h"

namespace mmoe {

class Preparation {
 public:
  Preparation(const Graph& graph, const Kernels& kernels, int64_t batch_rows, bool training = true);

  // Before the first row of a batch, and whenever parameters have changed.
  void begin();
  // After the last: what passes left in the gradients of what was prepared goes to the parameters'.
  void end(Gradients& gradients) const;

  // What blocks decided, a line each: "<node>: ...".
  std::vector<std::string> decisions() const;

  const Prepared* of(size_t node) const { return prepared_[node].get(); }

 private:
  const Graph& graph_;
  const Kernels& kernels_;
  std::vector<std::unique_ptr<Prepared>> prepared_;
};

}  // namespace mmoe
