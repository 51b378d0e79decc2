// The steps of batch norm, which a batch takes as a whole.
#include "measure.h"

namespace mmoe::bench {

namespace {

struct Norm {
  int64_t rows, columns, stride;

  // The experts' columns of a first layer.
  at::Tensor input() const { return normal({rows, stride}).narrow(1, 0, columns); }
  at::Tensor matrix() const { return normal({rows, columns}); }
  at::Tensor vector() const { return normal({columns}); }
  Work work(double matrices) const {
    return {0, kFloat * matrices * static_cast<double>(rows * columns)};
  }
};

void add_column_sums(benchmark::State& state, const Norm& shape) {
  const at::Tensor in = shape.input();
  at::Tensor sums = shape.vector();
  measure(state, shape.work(1), [&] { kernels.add_column_sums(in, sums); });
}

void add_centred_squares(benchmark::State& state, const Norm& shape) {
  const at::Tensor in = shape.input(), mean = shape.vector();
  at::Tensor squares = shape.vector();
  measure(state, shape.work(1), [&] { kernels.add_centred_squares(in, mean, squares); });
}

void normalise(benchmark::State& state, const Norm& shape) {
  const at::Tensor in = shape.input(), v = shape.vector();
  at::Tensor out = shape.matrix();
  measure(state, shape.work(2), [&] { kernels.normalise(in, v, v, v, v, out); });
}

void norm_sums(benchmark::State& state, const Norm& shape) {
  const at::Tensor in = shape.input(), d_out = shape.matrix(), v = shape.vector();
  at::Tensor gain = shape.vector(), offset = shape.vector();
  measure(state, shape.work(2), [&] { kernels.norm_sums(in, v, v, d_out, gain, offset); });
}

void normalise_backward(benchmark::State& state, const Norm& shape) {
  const at::Tensor in = shape.input(), d_out = shape.matrix(), v = shape.vector();
  at::Tensor d_in = shape.input();
  measure(state, shape.work(3),
          [&] { kernels.normalise_backward(in, v, v, v, d_out, 1e-3, v, v, d_in, /*add=*/false); });
}

constexpr Norm kCensus{1024, 512, 528};

BENCHMARK_CAPTURE(add_column_sums, census, kCensus);
BENCHMARK_CAPTURE(add_centred_squares, census, kCensus);
BENCHMARK_CAPTURE(normalise, census, kCensus);
BENCHMARK_CAPTURE(norm_sums, census, kCensus);
BENCHMARK_CAPTURE(normalise_backward, census, kCensus);

}  // namespace

}  // namespace mmoe::bench
