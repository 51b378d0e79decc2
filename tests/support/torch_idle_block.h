// A block that has parameters and computes nothing, for tests of what holds them.
#pragma once

#include "nn/block.h"

namespace mmoe::test {

class IdleBlock : public Block {
 public:
  IdleBlock() : Block(1) {}
  void forward(Call&, std::span<const at::Tensor>, at::Tensor&) override {}
  void backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor&,
                std::span<Gradient>) override {}
};

}  // namespace mmoe::test
