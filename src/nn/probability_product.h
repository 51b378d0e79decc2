// The logit of a product of probabilities that are given by their logits.
#pragma once

#include "nn/block.h"

namespace mmoe {

class ProbabilityProduct : public Block {
 public:
  // Two or more [rows, 1] -> [rows, 1]. Exact for probabilities however near 0 or 1.
  ProbabilityProduct() : Block(1) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
};

}  // namespace mmoe
