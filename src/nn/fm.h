// A factorisation machine's interactions of features (Rendle 2010, lemma 3.1).
#pragma once

#include "nn/block.h"

namespace mmoe {

class FactorizationMachine : public Block {
 public:
  // [rows, features * dim] -> [rows, 1]: the sum over pairs of features of their scalar products.
  explicit FactorizationMachine(int64_t dim) : Block(1), dim_(dim) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  at::Tensor by_feature(const at::Tensor& columns) const;  // [rows, features, dim]
  int64_t dim_;
};

}  // namespace mmoe
