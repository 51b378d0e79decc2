// All parameters of a module in one flat buffer, by kind; the module holds views. Optimizer,
// clipping and checkpoints are then one pass or one copy.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "nn/graph.h"

namespace mmoe {

class ParameterStore {
 public:
  struct Entry {
    std::string name;  // of the torch::nn parameter, such as "experts_1.weight"
    ParameterKind kind;
    int64_t offset, size;  // elements of the flat buffer
    at::Tensor value;      // view of it
  };
  // Elements [first, first + size) of one kind.
  struct Range {
    ParameterKind kind;
    int64_t first, size;
  };

  // Moves the data of all blocks into one buffer of this type and device. The module must not be
  // moved or converted afterwards.
  ParameterStore(const Graph& graph, const at::TensorOptions& options);

  const at::Tensor& flat() const { return flat_; }
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<Range>& ranges() const { return ranges_; }
  int64_t count() const { return count_; }  // parameters, padding not counted

  // Views like the parameters', block by block in order, of another flat buffer (gradients).
  std::vector<std::vector<at::Tensor>> views_of(const at::Tensor& flat) const;

 private:
  at::Tensor flat_;
  std::vector<Entry> entries_;
  std::vector<Range> ranges_;
  std::vector<std::vector<size_t>> entry_of_;  // by node and parameter
  int64_t count_ = 0;
};

}  // namespace mmoe
