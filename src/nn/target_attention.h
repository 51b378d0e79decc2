// Zhou et al. 2018 (DIN), equation 3: the embeddings v of a sequence, each times a weight a(v, t)
// of its own towards a target t, are added up. a is a small network over (t, v, t - v, t * v); the
// weights are not normalised, so a sequence without values gives zeros.
#pragma once

#include "config/pooling_config.h"
#include "nn/autograd_block.h"
#include "nn/init.h"

namespace mmoe {

class TargetAttention : public AutogradBlock {
 public:
  // Target [rows, dim] and values [rows, length * dim], zeros where there is none, -> [rows, dim].
  TargetAttention(int64_t dim, const AttentionPooling& config, Init init,
                  const RandomStream& stream);

 protected:
  at::Tensor compute(const Call& call, std::span<const at::Tensor> in,
                     std::span<const at::Tensor> parameters) const override;

 private:
  Activation activation_;
};

}  // namespace mmoe
