// Gates: scores of the experts become weights that sum to one.
#pragma once

#include "nn/block.h"

namespace mmoe {

class SoftmaxGates : public Block {
 public:
  // [rows, gates * experts] -> the same, each gate a distribution over experts: the softmax of
  // scores / temperature. In training each expert of a row's gate is left out with probability
  // `dropout`, the weights of the others then summing to one; if it were all of them, none is.
  SoftmaxGates(int64_t gates, int64_t experts, double temperature = 1, double dropout = 0)
      : Block(gates * experts), experts_(experts), temperature_(temperature), dropout_(dropout) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  void drop(Call& call, at::Tensor& scores) const;

  int64_t experts_;
  double temperature_, dropout_;
};

// Gates off: every expert counts the same in every row.
class EqualGates : public Block {
 public:
  // -> [rows, gates * experts]
  EqualGates(int64_t gates, int64_t experts) : Block(gates * experts), experts_(experts) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor&,
                std::span<Gradient>) override {}

 private:
  int64_t experts_;
};

}  // namespace mmoe
