// The dense input: embeddings of all fields, then numerics.
#pragma once

#include "data/schema.h"
#include "nn/block.h"
#include "nn/fold.h"

namespace mmoe {

class Lookup : public Block {
 public:
  // -> [rows, schema.width()]
  Lookup(const Schema& schema, const RandomStream& stream);

  void forward(Call& call, std::span<const at::Tensor> in, at::Tensor& out) override;
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor& out,
                const at::Tensor& d_out, std::span<Gradient> d_in) override;
  bool reads_output() const override { return false; }

 private:
  std::vector<LookupField> fields_;
  int64_t numerics_;
};

}  // namespace mmoe
