// The first layer of everything that sees the raw input: looks the categories up, puts numerics
// beside them, and multiplies once for all experts, gates or bottoms together.
//
//   ids, numerics --lookup--> x [rows, inputs] --weight, bias--> [rows, width]
//
// Where all tables together are small beside the batch, they are *folded*: each table is multiplied
// by its rows of the weight once a pass, and a row of the batch only adds up rows of the products.
// The same sum in another order, and several times less arithmetic.
#pragma once

#include <vector>

#include "data/schema.h"
#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

// `copies` sets of `units` columns, such as one set an expert. Those with a bias come first.
struct OutputGroup {
  int64_t copies = 1;
  int64_t units = 0;
  bool bias = true;
};

class FirstLayer : public Block {
 public:
  FirstLayer(const Schema& schema, const std::vector<OutputGroup>& groups, Init init,
             const RandomStream& stream);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  bool folds(const Call& call) const;
  at::Tensor input(Call& call) const;
  void forward_folded(Call& call, at::Tensor& out);
  void backward_folded(Call& call, const at::Tensor& d_out);
  // The weight of one field's columns, or of the numerics', as a group of its own.
  at::Tensor field_rows(const at::Tensor& weight, size_t field) const;
  at::Tensor numeric_rows(const at::Tensor& weight) const;
  at::Tensor bias_or_none() const;

  size_t weight() const { return table_count_; }
  size_t bias() const { return table_count_ + 1; }

  size_t table_count_;
  std::vector<int64_t> first_row_;     // of each table among all tables' rows
  std::vector<int64_t> first_column_;  // of each table's columns in x
  int64_t table_rows_ = 0;
  int64_t embedded_ = 0;  // columns of x that come from tables
  int64_t inputs_ = 0;
  bool has_bias_ = false;
};

}  // namespace mmoe
