// What stands after products: activation and dropout.
#include "measure.h"

namespace mmoe::bench {

namespace {

// The experts' columns of a first layer, [rows, width] of [rows, stride].
struct Columns {
  int64_t rows, width, stride;

  at::Tensor matrix() const { return normal({rows, stride}).narrow(1, 0, width); }
  double bytes() const { return kFloat * static_cast<double>(rows * width); }
};

// Both in place, as in training.
void relu(benchmark::State& state, const Columns& shape) {
  at::Tensor x = shape.matrix();
  measure(state, {0, 2 * shape.bytes(), shape.bytes()},
          [&] { kernels.activate(Activation::relu, x, x); });
}

void relu_backward(benchmark::State& state, const Columns& shape) {
  const at::Tensor out = shape.matrix();
  at::Tensor d = shape.matrix();
  measure(state, {0, 3 * shape.bytes(), 2 * shape.bytes()},
          [&] { kernels.activate_backward(Activation::relu, out, out, d, d, /*add=*/false); });
}

void draw_mask(benchmark::State& state, const Columns& shape) {
  const RandomStream stream(1, "dropout");
  at::Tensor mask = normal({shape.rows, shape.width});
  measure(state, {0, shape.bytes()}, [&] { kernels.draw_mask(stream, 0, 0.1, mask); });
}

constexpr Columns kPaper32{32, 128, 144}, kPaper64{64, 128, 144}, kCensus{64, 512, 528};
constexpr Columns kWide{1024, 2048, 2064};

BENCHMARK_CAPTURE(relu, paper32, kPaper32);
BENCHMARK_CAPTURE(relu, paper64, kPaper64);
BENCHMARK_CAPTURE(relu, census, kCensus);
BENCHMARK_CAPTURE(relu, wide, kWide);
BENCHMARK_CAPTURE(relu_backward, paper32, kPaper32);
BENCHMARK_CAPTURE(relu_backward, paper64, kPaper64);
BENCHMARK_CAPTURE(relu_backward, census, kCensus);
BENCHMARK_CAPTURE(relu_backward, wide, kWide);
BENCHMARK_CAPTURE(draw_mask, census, kCensus);
BENCHMARK_CAPTURE(draw_mask, wide, kWide);

}  // namespace

}  // namespace mmoe::bench
