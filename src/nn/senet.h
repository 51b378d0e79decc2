// Squeeze and excitation over features (Hu et al. 2018; Huang et al. 2019, FiBiNET, section 3.2):
// the means of the features go through two layers to a weight for each feature. These are its
// first and its last step.
#pragma once

#include "nn/block.h"
#include "nn/segments.h"

namespace mmoe {

class SegmentMeans : public Block {
 public:
  // [rows, width] -> [rows, segments]
  explicit SegmentMeans(const Segments& segments) : Block(segments.count()), segments_(segments) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  Segments segments_;
};

class ScaledSegments : public Block {
 public:
  // [rows, width], factors [rows, segments] -> [rows, width]
  explicit ScaledSegments(const Segments& segments)
      : Block(segments.width()), segments_(segments) {}

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  Segments segments_;
};

}  // namespace mmoe
