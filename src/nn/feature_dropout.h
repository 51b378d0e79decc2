// Dropout of whole features: all columns of a segment become zero together.
#pragma once

#include "nn/block.h"
#include "nn/segments.h"

namespace mmoe {

class FeatureDropout : public Block {
 public:
  // [rows, width] -> [rows, width]; what stays is multiplied by 1 / (1 - share).
  FeatureDropout(const Segments& segments, double share)
      : Block(segments.width()), segments_(segments), share_(share) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  void scale(const at::Tensor& from, const at::Tensor& mask, const at::Tensor& to, bool add) const;

  Segments segments_;
  double share_;
};

}  // namespace mmoe
