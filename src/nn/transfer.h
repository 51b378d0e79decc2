// Adaptive information transfer (Xi et al. 2021, AITM, equations 5 to 8): attention between what
// the task before hands on and a task's own tower.
#pragma once

#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

class Transfer : public Block {
 public:
  // What is handed on and the own, each [rows, width] -> [rows, width]:
  // sum over both u of a(u) V u, where a = softmax(<K u, Q u> / sqrt(width)).
  Transfer(int64_t width, Init init, const RandomStream& stream);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  // Of the products [rows * 2, 3 * width], as [rows, 2, width].
  enum Part : int64_t { kValue, kKey, kQuery };
  at::Tensor part(const at::Tensor& products, Part which) const;
  double scale() const;
};

}  // namespace mmoe
