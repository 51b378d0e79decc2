// A block written in torch operations alone: its backward is inherited, which differentiates
// `compute` with autograd within the block. The hot blocks override backward by hand instead.
#pragma once

#include "nn/block.h"

namespace mmoe {

class AutogradBlock : public Block {
 public:
  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) final;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) final;

 protected:
  using Block::Block;

  // [rows, width] from the inputs and the block's parameters, both in order. Nothing in place.
  virtual at::Tensor compute(const Call& call, std::span<const at::Tensor> in,
                             std::span<const at::Tensor> parameters) const = 0;
};

}  // namespace mmoe
