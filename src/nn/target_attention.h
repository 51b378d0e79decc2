// Zhou et al. 2018 (DIN), equation 3: the embeddings v of a sequence, each times a weight a(v, t)
// of its own towards a target t, are added up. a is a small network over (t, v, t - v, t * v); the
// weights are not normalised, so a sequence without values gives zeros.
//
// Its first layer, t Wt + v Wv + (t - v) Wd + (t * v) Wp, is computed as
//
//   t (Wt + Wd)  +  v (Wv - Wd) + (t * v) Wp
//   once a row      for each value
#pragma once

#include "config/pooling_config.h"
#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

class TargetAttention : public Block {
 public:
  // Target [rows, dim] and values [rows, length * dim], zeros where there is none, -> [rows, dim].
  TargetAttention(int64_t dim, int64_t length, const AttentionPooling& config, Init init,
                  const RandomStream& stream);

  std::unique_ptr<Prepared> plan(const Kernels& kernels, int64_t batch_rows) const override;
  void prepare(const Kernels& kernels, Prepared& prepared) const override;
  void finish(const Kernels& kernels, const Prepared& prepared, const at::Tensor& gradient,
              std::span<at::Tensor> gradients) const override;
  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  // What a pass keeps: a row for each value of the batch, and the same of gradients.
  struct State;
  State& state(Call& call) const;
  at::Tensor by_value(const at::Tensor& rows) const;  // [rows * length, n] as [rows, length, n]
  size_t layers() const { return parameters().size() / 2; }

  int64_t length_;
  Activation activation_;
};

}  // namespace mmoe
