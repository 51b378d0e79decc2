// Gates and the mixture of experts.
#include "measure.h"

namespace mmoe::bench {

namespace {

struct Mixture {
  int64_t rows, width;  // of an expert
  int64_t stride;       // of the first layer, whose last columns are the gates' logits
  int64_t experts = 8, gates = 2;

  at::Tensor expert_outputs() const { return normal({rows, experts * width}); }
  at::Tensor logits() const {
    const int64_t count = gates * experts;
    return normal({rows, stride}).narrow(1, stride - count, count);
  }
  at::Tensor shares() const { return normal({rows, gates * experts}); }
  at::Tensor mixed() const { return normal({rows, gates * width}); }

  Work gate_work(double times) const {
    return {0, kFloat * times * static_cast<double>(rows * gates * experts)};
  }
  // Experts and gates are read, or read and their gradients written; mixtures are either.
  Work work(double flop, double times) const {
    const auto both = static_cast<double>(rows * experts * (width + gates));
    return {flop * static_cast<double>(rows * gates * experts * width),
            kFloat * (times * both + static_cast<double>(rows * gates * width))};
  }
};

void softmax(benchmark::State& state, const Mixture& shape) {
  const at::Tensor in = shape.logits();
  at::Tensor out = shape.shares();
  measure(state, shape.gate_work(2), [&] { kernels.softmax(in, shape.experts, out); });
}

void softmax_backward(benchmark::State& state, const Mixture& shape) {
  const at::Tensor out = shape.shares(), d_out = shape.shares();
  at::Tensor d_in = shape.logits();
  measure(state, shape.gate_work(3),
          [&] { kernels.softmax_backward(out, shape.experts, d_out, d_in, /*add=*/false); });
}

void mix(benchmark::State& state, const Mixture& shape) {
  const at::Tensor experts = shape.expert_outputs(), gates = shape.shares();
  at::Tensor out = shape.mixed();
  measure(state, shape.work(2, 1), [&] { kernels.mix(experts, gates, shape.experts, out); });
}

void mix_backward(benchmark::State& state, const Mixture& shape) {
  const at::Tensor experts = shape.expert_outputs(), gates = shape.shares(), d_out = shape.mixed();
  at::Tensor d_experts = shape.expert_outputs(), d_gates = shape.shares();
  measure(state, shape.work(4, 2), [&] {
    kernels.mix_backward(experts, gates, shape.experts, d_out, d_experts, /*add_experts=*/false,
                         d_gates, /*add_gates=*/false);
  });
}

constexpr Mixture kPaper32{.rows = 32, .width = 16, .stride = 144};
constexpr Mixture kPaper64{.rows = 64, .width = 16, .stride = 144};
constexpr Mixture kCensus{.rows = 64, .width = 32, .stride = 528};
constexpr Mixture kWide{.rows = 1024, .width = 128, .stride = 2064};

BENCHMARK_CAPTURE(softmax, paper32, kPaper32);
BENCHMARK_CAPTURE(softmax, paper64, kPaper64);
BENCHMARK_CAPTURE(softmax, census, kCensus);
BENCHMARK_CAPTURE(softmax, wide, kWide);
BENCHMARK_CAPTURE(softmax_backward, paper32, kPaper32);
BENCHMARK_CAPTURE(softmax_backward, paper64, kPaper64);
BENCHMARK_CAPTURE(softmax_backward, census, kCensus);
BENCHMARK_CAPTURE(softmax_backward, wide, kWide);
BENCHMARK_CAPTURE(mix, paper32, kPaper32);
BENCHMARK_CAPTURE(mix, paper64, kPaper64);
BENCHMARK_CAPTURE(mix, census, kCensus);
BENCHMARK_CAPTURE(mix, wide, kWide);
BENCHMARK_CAPTURE(mix_backward, paper32, kPaper32);
BENCHMARK_CAPTURE(mix_backward, paper64, kPaper64);
BENCHMARK_CAPTURE(mix_backward, census, kCensus);
BENCHMARK_CAPTURE(mix_backward, wide, kWide);

}  // namespace

}  // namespace mmoe::bench
