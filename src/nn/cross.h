// The end of a cross layer (Wang et al. 2021, DCN-v2, equation 1), whose product is a linear layer
// of its own, or two for a low rank.
#pragma once

#include "nn/block.h"

namespace mmoe {

class CrossEnd : public Block {
 public:
  // x0, product, x, each [rows, width] -> x0 * product + x.
  explicit CrossEnd(int64_t width) : Block(width) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }
};

}  // namespace mmoe
