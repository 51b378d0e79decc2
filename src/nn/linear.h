// A linear layer for each of several groups of columns, such as one an expert.
#pragma once

#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

class GroupedLinear : public Block {
 public:
  // [rows, groups * inputs] -> [rows, groups * units]
  GroupedLinear(int64_t groups, int64_t inputs, int64_t units, bool bias, Init init,
                const RandomStream& stream);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }
  std::unique_ptr<Prepared> plan(const Kernels& kernels, int64_t batch_rows) const override;
  void prepare(const Kernels& kernels, Prepared& prepared) const override;

 private:
  bool has_bias_;
};

}  // namespace mmoe
