// Initial values of parameters, from named random streams: a parameter's numbers depend on the
// seed and its name only.
#pragma once

#include <ATen/core/Tensor.h>

#include "base/random.h"
#include "config/model_config.h"

namespace mmoe {

// Fills a weight matrix [in, out] (any strides) whose units see `fan_in` inputs; Glorot's fan_out
// is `out`. torch: uniform +-1/sqrt(fan_in); glorot: uniform +-sqrt(6/(fan_in+fan_out)) (Glorot
// and Bengio 2010); he: N(0, 2/fan_in) (He et al. 2015).
void fill_weight(at::Tensor weight, Init init, const RandomStream& stream);

// torch: uniform +-1/sqrt(fan_in); else zero.
void fill_bias(at::Tensor bias, int64_t fan_in, Init init, const RandomStream& stream);

void fill_normal(at::Tensor tensor, double deviation, const RandomStream& stream);

}  // namespace mmoe
