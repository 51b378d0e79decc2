#include "nn/probability_product.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/logaddexp.h>
#include <ATen/ops/softplus.h>

#include "nn/deliver.h"

namespace mmoe {

// 1 / p - 1 = (1 + e^-a) (1 + e^-b) - 1 = e^-a + e^-b + e^-(a + b) is the odds against a product,
// whose logarithm is minus its logit.
void ProbabilityProduct::forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) {
  out.copy_(in[0]);
  for (const at::Tensor& z : in.subspan(1)) {
    out.copy_(-at::logaddexp(at::logaddexp(-out, -z), -(out + z)));
  }
}

// d logit / d z = (1 - sigmoid(z)) / (1 - p)
void ProbabilityProduct::backward(Call&, std::span<const at::Tensor> in, const at::Tensor& out,
                                  const at::Tensor& d_out, std::span<Gradient> d_in) {
  for (size_t i = 0; i < in.size(); ++i) {
    deliver(d_out * (at::softplus(out) - at::softplus(in[i])).exp(), d_in[i]);
  }
}

}  // namespace mmoe
