// What follows a linear layer: batch norm (optional), activation, dropout.
#pragma once

#include "config/model_config.h"
#include "nn/block.h"

namespace mmoe {

class LayerEnd : public Block {
 public:
  // [rows, width] -> [rows, width]; each column is a unit of its own.
  LayerEnd(int64_t width, Activation activation, bool batch_norm, double dropout);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  bool drops(const Call& call) const { return call.training && dropout_ > 0; }
  // A batch of one row has no variance: it uses the running statistics.
  bool of_batch(const Call& call) const { return call.training && call.rows() > 1; }
  at::Tensor normalise(Call& call, const at::Tensor& in);
  at::Tensor draw_mask(Call& call, const at::Tensor& like);

  Activation activation_;
  bool batch_norm_;
  double dropout_;
  at::Tensor running_mean_, running_variance_;
};

}  // namespace mmoe
