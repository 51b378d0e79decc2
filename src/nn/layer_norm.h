// Layer norm (Ba et al. 2016): each row less its mean, over its deviation, then a learned scale and
// shift of each column.
#pragma once

#include "nn/block.h"

namespace mmoe {

class LayerNorm : public Block {
 public:
  // [rows, width] -> [rows, width]
  explicit LayerNorm(int64_t width);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }
};

}  // namespace mmoe
