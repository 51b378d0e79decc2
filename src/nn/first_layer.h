// The first layer of everything that sees the raw input: looks the categories up, puts numerics
// beside them, and multiplies once for all experts, gates or bottoms together.
//
//   ids, numerics --lookup--> x [rows, inputs] --weight, bias--> [rows, width]
//
// A table that is small beside the batch is *folded* (fold.h): multiplied by its rows of the weight
// once a batch, so that a row of the batch only adds up rows of products. The same sum in another
// order, and several times less arithmetic.
#pragma once

#include <vector>

#include "data/schema.h"
#include "nn/block.h"
#include "nn/fold.h"
#include "nn/linear.h"

namespace mmoe {

class FirstLayer : public Block {
 public:
  FirstLayer(const Schema& schema, const std::vector<OutputGroup>& groups, Init init,
             const RandomStream& stream);

  std::unique_ptr<Prepared> plan(const Kernels& kernels, int64_t batch_rows) const override;
  void prepare(const Kernels& kernels, Prepared& prepared) const override;
  void finish(const Kernels& kernels, const Prepared& prepared, const at::Tensor& gradient,
              std::span<at::Tensor> gradients) const override;
  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  void draw_tables(const Schema& schema, const RandomStream& stream);
  void draw_weight(const std::vector<OutputGroup>& groups, Init init, const RandomStream& stream);
  enum KeptSlot : size_t { kInput, kInputGradient, kNumericColumns, kWeightGradients };
  std::vector<at::Tensor>& columns(Call& call, KeptSlot slot) const;
  std::span<const at::Tensor> input(Call& call, bool fill) const;

  size_t weight() const { return fields_.size(); }
  size_t bias() const { return fields_.size() + 1; }

  std::vector<FoldedField> fields_;  // all of them, as if folded
  int64_t numerics_ = 0;
  bool has_bias_ = false;
};

}  // namespace mmoe
