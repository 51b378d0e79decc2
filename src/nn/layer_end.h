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
  bool mixes_rows() const override { return batch_norm_; }
  bool works_in_place() const override;
  bool passes_gradient_in_place() const override { return true; }

 private:
  bool drops(const Call& call) const { return call.training && dropout_ > 0; }
  // A batch of one row has no variance: it uses the running statistics.
  bool of_batch(const Call& call) const { return call.training && call.batch->whole_rows > 1; }
  // Some columns of a pass, with all that batch norm knows of them. Columns are units of their own:
  // as many as stay in cache go through all steps before the next.
  struct Stripe {
    at::Tensor in, normal, active;
    at::Tensor mean, inverse, gain, offset;
    at::Tensor scale, shift, running_mean, running_variance;
    at::Tensor d_active, d_in, d_scale, d_shift;  // with gradients
  };
  std::vector<Stripe>& stripes(Call& call, const at::Tensor& in, at::Tensor& out) const;
  void find_statistics(Call& call, Stripe& stripe) const;
  void backward_norm(Call& call, Stripe& stripe, bool add) const;
  at::Tensor& before_activation(Call& call, at::Tensor& out) const;
  at::Tensor& before_dropout(Call& call, at::Tensor& out) const;

  Activation activation_;
  bool batch_norm_;
  double dropout_;
  at::Tensor running_mean_, running_variance_;
};

}  // namespace mmoe
