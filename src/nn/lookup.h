// Features as dense columns: embeddings of fields, then those of lists, each pooled into one, then
// numerics.
#pragma once

#include <string>
#include <vector>

#include "data/schema.h"
#include "nn/block.h"
#include "nn/embedding_tables.h"
#include "nn/lookups.h"

namespace mmoe {

// Positions in the schema.
struct Selection {
  std::vector<size_t> fields, lists, numerics;
};

// Columns of a list: `dim`, or for concat and attention `length` times as many, the first id's in
// front.
int64_t width_of(const ListField& list);

class Lookup : public Block {
 public:
  // A list of attention is laid out like concat; the weights of a list multiply its embeddings.
  Lookup(const Schema& schema, EmbeddingTables& tables, const Selection& selection);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  // Neighbouring columns of numerics that are neighbours here.
  struct Numbers {
    int64_t from, first, width;
  };
  int64_t add_list(const ListField& list, int64_t column, int64_t weight, const TableUse& table,
                   int64_t first);

  std::vector<at::Tensor> tables_;
  double share_seen_;     // of embeddings, in training
  int64_t embedded_ = 0;  // columns in front that predictions multiply by it
  std::vector<LookupField> fields_;
  std::vector<LookupList> lists_;
  std::vector<Numbers> numbers_;
};

}  // namespace mmoe
