// Losses of one of two tasks.
#include <ATen/TensorOperators.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include "measure.h"
#include "nn/simd.h"

namespace mmoe::bench {

namespace {

using Loss = double(const simd::LossRows&, float, float*, int64_t);

void loss(benchmark::State& state, Loss& sum_of, int64_t rows) {
  const at::Tensor logits = normal({rows}), labels = (at::rand({rows, 2}) < 0.2).to(at::kFloat);
  at::Tensor d_logits = at::zeros({rows});
  const simd::LossRows in{
      logits.const_data_ptr<float>(), labels.const_data_ptr<float>(), nullptr, 1, 2, 0, rows};
  measure(state, {0, 3 * kFloat * static_cast<double>(rows)},
          [&] { benchmark::DoNotOptimize(sum_of(in, 1, d_logits.mutable_data_ptr<float>(), 1)); });
}

BENCHMARK_CAPTURE(loss, mse_paper32, simd::mse, 32);
BENCHMARK_CAPTURE(loss, mse_paper64, simd::mse, 64);
BENCHMARK_CAPTURE(loss, bce_census, simd::bce, 64);
BENCHMARK_CAPTURE(loss, bce_wide, simd::bce, 1024);

}  // namespace

}  // namespace mmoe::bench
