// What features of a group give together: their embeddings summed or averaged, and behind them
// their numbers.
#pragma once

#include <vector>

#include "config/model_config.h"
#include "nn/block.h"

namespace mmoe {

class FeaturePooling : public Block {
 public:
  // Inputs of these widths, the first `embedded` of them embeddings of `dim` columns a feature,
  // several features side by side. `pooling`: sum or mean.
  FeaturePooling(GroupPooling pooling, const std::vector<int64_t>& widths, size_t embedded,
                 int64_t dim);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  bool pools(size_t input) const { return input < embedded_; }

  size_t embedded_;
  int64_t dim_;
  double share_;                 // of each feature's embedding
  std::vector<int64_t> firsts_;  // by input: where its columns go
};

}  // namespace mmoe
