// All parameters of a module in one flat buffer, by kind; the module holds views. Optimizer,
// clipping and checkpoints are then one pass or one copy. A parameter that blocks share is there
// once. What is frozen comes behind what is trained; large tables come last: their gradients are
// those of the rows that a batch touches.
#pragma once

#include <ATen/core/Tensor.h>

#include <limits>
#include <set>
#include <span>
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
    bool frozen = false;
  };
  // Elements [first, first + size) of one kind.
  struct Range {
    ParameterKind kind;
    int64_t first, size;
  };
  // A parameter of a block.
  struct Place {
    size_t node, parameter;
  };
  struct LargeTable {
    std::string name;
    std::vector<Place> users;  // the blocks that have it
    size_t table;              // position among tables_of(schema)
    int64_t columns;           // of ids that are rows of it
    int64_t first;             // element of the flat buffer
    at::Tensor value;          // [rows, dim]
    bool frozen = false;
  };
  static constexpr int64_t kNoneIsLarge = std::numeric_limits<int64_t>::max();

  // Moves the data of all blocks into one buffer of this type and device; tables of at least
  // `large_from` rows count as large; `frozen` names parameters that optimizers leave alone. The
  // module must not be moved or converted afterwards.
  ParameterStore(const Graph& graph, const at::TensorOptions& options,
                 int64_t large_from = kNoneIsLarge, const std::set<std::string>& frozen = {});

  const at::Tensor& flat() const { return flat_; }
  // Elements before the large tables; those in front of them that are trained.
  int64_t dense_size() const { return dense_size_; }
  int64_t trained_size() const { return trained_size_; }
  const std::vector<Entry>& entries() const { return entries_; }
  // Of what is trained and no large table.
  const std::vector<Range>& ranges() const { return ranges_; }
  const std::vector<LargeTable>& large_tables() const { return large_tables_; }
  std::span<const LargeTable> trained_large_tables() const;  // in front of the frozen ones
  // Parameters, padding not counted.
  int64_t count() const { return count_; }
  int64_t frozen_count() const { return frozen_count_; }

  // Views like the parameters', block by block in order, of another flat buffer (gradients) that
  // may end before the large tables, which are then undefined.
  std::vector<std::vector<at::Tensor>> views_of(const at::Tensor& flat) const;

 private:
  // Neighbours in the flat buffer.
  struct Section {
    ParameterKind kind;
    bool large, frozen;
  };
  using Tensors = std::set<const c10::TensorImpl*>;
  int64_t fill(const Section& section, const Graph& graph, int64_t large_from,
               const Tensors& frozen, int64_t total);

  at::Tensor flat_;
  int64_t dense_size_ = 0, trained_size_ = 0;
  std::vector<Entry> entries_;
  std::vector<Range> ranges_;
  std::vector<LargeTable> large_tables_;
  std::vector<std::vector<size_t>> entry_of_;  // by node and parameter
  int64_t count_ = 0, frozen_count_ = 0;
};

}  // namespace mmoe
