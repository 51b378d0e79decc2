// The gradients of one shard: a flat buffer like the parameters', then those of what blocks
// prepared, then the touched rows of large tables.
#pragma once

#include <span>
#include <vector>

#include "nn/parameter_store.h"

namespace mmoe {

class Preparation;

class Gradients {
 public:
  // `batch_rows`: no table has more touched rows for each of its columns of ids.
  Gradients(const Graph& graph, const ParameterStore& store, const Preparation& preparation,
            int64_t batch_rows);

  // Of all parameters but large tables: [store.dense_size()].
  const at::Tensor& parameters() const { return parameters_; }
  // Of one large table, rows of its touched ids in front, [rows, dim].
  const at::Tensor& touched_rows(const ParameterStore::LargeTable& table) const;

  std::span<at::Tensor> of_parameters(size_t node) { return by_node_[node]; }
  at::Tensor& of_prepared(size_t node) { return prepared_[node]; }

  enum class Group { all, dense, tables };
  // All that makes up the gradient of this batch, or the part of it that belongs to tables or to
  // the rest; nothing of what is frozen. For its norm.
  std::vector<at::Tensor> parts(const Batch& batch, Group group = Group::all) const;

  // Whether no number of the gradient of this batch is NaN or infinite. A device is waited for.
  bool are_finite(const Batch& batch) const;

  // What passes add to becomes zero: of large tables, the rows this batch touches. Optimizers leave
  // the gradients of the parameters that they train zero.
  void clear(const Batch& batch, bool parameters_are_zero);
  // Adds those of another shard of the same batch.
  void add(const Gradients& other, const Batch& batch);

 private:
  at::Tensor flat_, parameters_;
  at::Tensor trained_, not_trained_;  // the front of flat_, and the rest: frozen and prepared
  std::vector<std::vector<at::Tensor>> by_node_;
  std::vector<at::Tensor> prepared_;
  int64_t first_table_;  // element of trained_
  std::span<const ParameterStore::LargeTable> large_tables_;
};

}  // namespace mmoe
