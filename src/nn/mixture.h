// Mixtures of experts' outputs, one for each gate (Ma et al. 2018, equation 6).
#pragma once

#include "nn/block.h"

namespace mmoe {

class Mixture : public Block {
 public:
  // experts [rows, experts * width], gates [rows, gates * experts] -> [rows, gates * width].
  // Without a second input every expert counts the same: one mixture, their mean.
  Mixture(int64_t gates, int64_t experts, int64_t width)
      : Block(gates * width), experts_(experts) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  at::Tensor equal_gates(Call& call, const at::Tensor& like) const;
  int64_t experts_;
};

}  // namespace mmoe
