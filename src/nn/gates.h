// Gates: scores of the experts become weights that sum to one.
#pragma once

#include "nn/block.h"

namespace mmoe {

class SoftmaxGates : public Block {
 public:
  // [rows, gates * experts] -> the same, each gate a distribution over experts.
  SoftmaxGates(int64_t gates, int64_t experts) : Block(gates * experts), experts_(experts) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  int64_t experts_;
};

}  // namespace mmoe
