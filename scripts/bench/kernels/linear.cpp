// Products with weights, forward and both gradients.
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "measure.h"

namespace mmoe::bench {

namespace {

struct Layer {
  int64_t rows, groups, in, out;

  at::Tensor input() const { return normal({rows, groups * in}); }
  at::Tensor output() const { return normal({rows, groups * out}); }
  at::Tensor weight() const { return normal({groups, in, out}); }
  at::Tensor bias() const { return normal({groups * out}); }
  Work work() const {
    const auto weights = static_cast<double>(groups * in * out);
    const auto values = static_cast<double>(rows * groups * (in + out));
    return {2 * static_cast<double>(rows) * weights, kFloat * (weights + values)};
  }
};

void linear(benchmark::State& state, const Layer& layer) {
  const at::Tensor x = layer.input(), weight = layer.weight(), bias = layer.bias();
  at::Tensor out = layer.output();
  measure(state, layer.work(), [&] { kernels.linear(x, weight, bias, out, /*add=*/false); });
}

void linear_backward_parameters(benchmark::State& state, const Layer& layer) {
  const at::Tensor x = layer.input(), d_out = layer.output();
  at::Tensor d_weight = layer.weight(), d_bias = layer.bias();
  measure(state, layer.work(),
          [&] { kernels.linear_backward_parameters(x, d_out, d_weight, d_bias); });
}

void linear_backward_input(benchmark::State& state, const Layer& layer) {
  const at::Tensor d_out = layer.output(), weight = layer.weight();
  at::Tensor d_x = layer.input();
  measure(state, layer.work(),
          [&] { kernels.linear_backward_input(weight, d_out, d_x, /*add=*/false); });
}

// What later layers do instead: a product with the weight transposed before.
void linear_by_transposed(benchmark::State& state, const Layer& layer) {
  const at::Tensor d_out = layer.output(), none;
  at::Tensor transposed = at::empty({layer.groups, layer.out, layer.in}), d_x = layer.input();
  kernels.transpose(layer.weight(), transposed);
  measure(state, layer.work(),
          [&] { kernels.linear(d_out, transposed, none, d_x, /*add=*/false); });
}

void transpose(benchmark::State& state, const Layer& layer) {
  const at::Tensor weight = layer.weight();
  at::Tensor out = at::empty({layer.groups, layer.out, layer.in});
  const double bytes = 2 * kFloat * static_cast<double>(weight.numel());
  measure(state, {0, bytes}, [&] { kernels.transpose(weight, out); });
}

// First layers have experts and gates side by side; tables of census are folded, so its first
// product is with numbers alone.
constexpr Layer kPaper32{32, 1, 100, 144}, kPaper64{64, 1, 100, 144};
constexpr Layer kCensus{64, 1, 7, 528}, kCensusSecond{64, 8, 64, 32};
constexpr Layer kWide{1024, 1, 800, 2064}, kWideSecond{1024, 8, 256, 128};

BENCHMARK_CAPTURE(linear, paper32, kPaper32);
BENCHMARK_CAPTURE(linear, paper64, kPaper64);
BENCHMARK_CAPTURE(linear, census, kCensus);
BENCHMARK_CAPTURE(linear, census_second, kCensusSecond);
BENCHMARK_CAPTURE(linear, wide, kWide);
BENCHMARK_CAPTURE(linear, wide_second, kWideSecond);
BENCHMARK_CAPTURE(linear_backward_parameters, paper32, kPaper32);
BENCHMARK_CAPTURE(linear_backward_parameters, paper64, kPaper64);
BENCHMARK_CAPTURE(linear_backward_parameters, census, kCensus);
BENCHMARK_CAPTURE(linear_backward_parameters, census_second, kCensusSecond);
BENCHMARK_CAPTURE(linear_backward_parameters, wide, kWide);
BENCHMARK_CAPTURE(linear_backward_parameters, wide_second, kWideSecond);
BENCHMARK_CAPTURE(linear_backward_input, wide, kWide);
BENCHMARK_CAPTURE(linear_by_transposed, census_second, kCensusSecond);
BENCHMARK_CAPTURE(linear_by_transposed, wide_second, kWideSecond);
BENCHMARK_CAPTURE(transpose, census_second, kCensusSecond);
BENCHMARK_CAPTURE(transpose, wide_second, kWideSecond);

}  // namespace

}  // namespace mmoe::bench
