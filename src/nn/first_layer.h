// The first layer of everything that sees the raw input: looks the categories up, puts numerics
// beside them, and multiplies once for all experts, gates or bottoms together.
//
//   ids, numerics --lookup--> x [rows, inputs] --weight, bias--> [rows, width]
//   further inputs --------------------------------^
//
// Further inputs are what other blocks make of features, such as pooled lists.
//
// A table that is small beside the batch is *folded* (fold.h): multiplied by its rows of the weight
// once a batch, so that a row of the batch only adds up rows of products. The same sum in another
// order, and several times less arithmetic.
#pragma once

#include <vector>

#include "data/schema.h"
#include "nn/block.h"
#include "nn/embedding_tables.h"
#include "nn/fold.h"
#include "nn/linear.h"

namespace mmoe {

class FirstLayer : public Block {
 public:
  // Rows of the weight: all embeddings of fields, all numerics, and the further inputs of these
  // widths, in order.
  FirstLayer(const Schema& schema, EmbeddingTables& tables, std::vector<int64_t> further,
             const std::vector<OutputGroup>& groups, Init init, const RandomStream& stream);

  std::unique_ptr<Prepared> plan(const Kernels& kernels, int64_t batch_rows) const override;
  void prepare(const Kernels& kernels, Prepared& prepared) const override;
  void finish(const Kernels& kernels, const Prepared& prepared, const at::Tensor& gradient,
              std::span<at::Tensor> gradients) const override;
  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  void add_fields(const Schema& schema, EmbeddingTables& tables);
  void draw_weight(const std::vector<OutputGroup>& groups, Init init, const RandomStream& stream);
  enum KeptSlot : size_t { kInput, kInputGradient, kNumericColumns, kWeightGradients };
  std::vector<at::Tensor>& columns(Call& call, KeptSlot slot) const;
  std::span<const at::Tensor> input(Call& call, bool fill) const;
  std::vector<at::Tensor>& weight_gradients(Call& call) const;
  int64_t first_of_further() const;  // row of the weight

  size_t weight() const { return weight_; }
  size_t bias() const { return weight_ + 1; }

  std::vector<FoldedField> fields_;  // all of them, as if folded
  int64_t numerics_ = 0;
  double share_seen_;  // of embeddings, in training
  std::vector<int64_t> further_;
  size_t weight_ = 0;
  bool has_bias_ = false;
};

}  // namespace mmoe
