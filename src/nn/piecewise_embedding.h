// Linear embeddings, with relu, of piecewise-linear codes of numbers (Gorishniy et al. 2022,
// section 3.2): all of a schema, side by side.
#pragma once

#include "data/schema.h"
#include "nn/block.h"
#include "nn/init.h"

namespace mmoe {

class PiecewiseEmbedding : public Block {
 public:
  PiecewiseEmbedding(const Schema& schema, Init init, const RandomStream& stream);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;

 private:
  struct Part {
    int64_t code;   // first of its columns of values
    int64_t bins;   // so many
    int64_t first;  // of its columns of the output
    int64_t dim;    // so many
  };
  std::vector<Part> parts_;  // parameters: a weight and a bias each
};

}  // namespace mmoe
