#include "nn/block.h"

#include <ATen/ops/empty.h>

#include "nn/embedding_tables.h"

namespace mmoe {

at::Tensor& Call::keep(size_t slot, at::IntArrayRef shape, const at::TensorOptions& options) {
  if (kept_.size() <= slot) kept_.resize(slot + 1);
  if (!kept_[slot].defined()) kept_[slot] = at::empty(shape, options);
  return kept_[slot];
}

size_t Block::add_table(const EmbeddingTable& table) {
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].value.is_same(table.value)) return i;
  }
  parameters_.push_back(
      {table.name, ParameterKind::table, table.value, table.position, table.columns});
  return parameters_.size() - 1;
}

}  // namespace mmoe
