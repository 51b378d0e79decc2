// A linear layer for each of several groups of columns, such as one an expert.
#pragma once

#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

// `copies` sets of `units` columns, such as one set an expert. Those with a bias come first.
struct OutputGroup {
  int64_t copies = 1;
  int64_t units = 0;
  bool bias = true;
};
int64_t width_of(const std::vector<OutputGroup>& groups);

// Draws weight [inputs, columns] and bias [columns] set by set; the number of columns that have a
// bias.
int64_t draw_sets(const std::vector<OutputGroup>& groups, Init init, const RandomStream& stream,
                  at::Tensor weight, at::Tensor bias);

class GroupedLinear : public Block {
 public:
  // [rows, groups * inputs] -> [rows, groups * units]
  GroupedLinear(int64_t groups, int64_t inputs, int64_t units, bool bias, Init init,
                const RandomStream& stream);
  // The sets of columns of several layers in one, for each of `groups` of inputs. Of more than one,
  // either all sets have a bias or none: [rows, groups * inputs] -> [rows, groups * width_of(sets)]
  GroupedLinear(int64_t groups, int64_t inputs, const std::vector<OutputGroup>& sets, Init init,
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
