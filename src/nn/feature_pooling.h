// What features of a group give together: their embeddings side by side, summed, or averaged, and
// behind them their numbers.
#pragma once

#include <vector>

#include "config/model_config.h"
#include "nn/block.h"

namespace mmoe {

class FeaturePooling : public Block {
 public:
  // Inputs of these widths, the first `embedded` of them embeddings. For a sum or mean these are of
  // `dim` columns a feature, several features side by side.
  FeaturePooling(GroupPooling pooling, const std::vector<int64_t>& widths, size_t embedded,
                 int64_t dim);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  bool pools(size_t input) const { return pooling_ != GroupPooling::concat && input < embedded_; }

  GroupPooling pooling_;
  size_t embedded_;
  int64_t dim_, features_ = 0;   // of a sum or mean
  std::vector<int64_t> firsts_;  // by input: where its columns go
};

}  // namespace mmoe
