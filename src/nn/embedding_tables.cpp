#include "nn/embedding_tables.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include "nn/graph.h"
#include "nn/init.h"
#include "nn/names.h"

namespace mmoe {

EmbeddingTables::EmbeddingTables(const Schema& schema, const RandomStream& stream,
                                 double feature_dropout)
    : stream_(stream),
      share_seen_(1 - feature_dropout),
      fields_(schema.fields.size()),
      shapes_(tables_of(schema)),
      positions_(table_positions(schema)) {
  for (const Table& table : shapes_) {
    const auto position = static_cast<int64_t>(tables_.size());
    tables_.push_back({"table_" + std::to_string(position) + "_" + identifier(table.name),
                       position,
                       static_cast<int64_t>(table.columns.size()),
                       {}});
  }
}

const EmbeddingTable& EmbeddingTables::drawn(size_t field_or_list) {
  const size_t position = positions_[field_or_list];
  EmbeddingTable& table = tables_[position];
  if (!table.value.defined()) {
    const Table& shape = shapes_[position];
    table.value = at::empty({shape.rows, shape.dim});
    fill_normal(table.value, shape.init_deviation, stream_.child(table.name));
  }
  return table;
}

void set_rows(const Graph& graph, int64_t position, std::span<const int32_t> ids,
              std::span<const float> vectors) {
  const auto count = static_cast<int64_t>(ids.size());
  if (count == 0) return;
  const auto tensor_of = [](const auto& numbers, at::IntArrayRef shape, at::ScalarType type) {
    return at::from_blob(const_cast<void*>(static_cast<const void*>(numbers.data())), shape,
                         at::TensorOptions().dtype(type));
  };
  const auto width = static_cast<int64_t>(vectors.size()) / count;
  const at::Tensor index = tensor_of(ids, {count}, at::kInt).to(at::kLong);
  const at::Tensor rows = tensor_of(vectors, {count, width}, at::kFloat);
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      if (parameter.table != position) continue;
      at::Tensor value = parameter.value;
      value.index_copy_(0, index.to(value.device()), rows.to(value.options()));
    }
  }
}

}  // namespace mmoe
