// Adam over flat buffers, and the steps that rows of large tables catch up on.
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "measure.h"
#include "nn/simd.h"

namespace mmoe::bench {

namespace {

constexpr double kFlop = 27;  // of a step for one weight, as simd_adam.cpp has it

constexpr simd::AdamStep kStep{1e-3f, 0.9f, 0.999f, 0.1f, 0.001f, 1e-8f, 1, 1, 0, 0};

struct Moments {
  at::Tensor weight, first, second;

  Moments(int64_t rows, int64_t dim)
      : weight(normal({rows, dim})),
        first(at::zeros({rows, dim})),
        second(at::zeros({rows, dim})) {}
};

void adam(benchmark::State& state, int64_t size) {
  Moments m(size, 1);
  at::Tensor gradient = at::zeros({size});
  const auto weights = static_cast<double>(size);
  measure(state, {kFlop * weights, 8 * kFloat * weights, 4 * kFloat * weights}, [&] {
    simd::adam(kStep, size, gradient.mutable_data_ptr<float>(), m.weight.mutable_data_ptr<float>(),
               m.first.mutable_data_ptr<float>(), m.second.mutable_data_ptr<float>());
  });
}

// A batch's rows of a table, which missed `steps`.
void adam_replay(benchmark::State& state, int64_t steps) {
  constexpr int64_t kRows = 20000, kTouched = 1024, kDim = 16;
  Moments m(kRows, kDim);
  const std::vector<simd::AdamStep> history(static_cast<size_t>(steps), kStep);
  const at::Tensor ids = random_ids(kTouched, 1, kRows);
  const int32_t* id = ids.const_data_ptr<int32_t>();
  const auto weights = static_cast<double>(kTouched * kDim);
  const Work work{kFlop * weights * static_cast<double>(steps), 6 * kFloat * weights,
                  3 * kFloat * weights};
  measure(state, work, [&] {
    for (int64_t i = 0; i < kTouched; ++i) {
      const auto at_row = [&](at::Tensor& t) { return t.mutable_data_ptr<float>() + id[i] * kDim; };
      simd::adam_replay(history.data(), steps, kDim, at_row(m.weight), at_row(m.first),
                        at_row(m.second));
    }
  });
}

BENCHMARK_CAPTURE(adam, paper, 15'000);
BENCHMARK_CAPTURE(adam, census, 160'000);
BENCHMARK_CAPTURE(adam, wide, 18'000'000);
BENCHMARK_CAPTURE(adam_replay, missed_1, 1);
BENCHMARK_CAPTURE(adam_replay, missed_10, 10);
BENCHMARK_CAPTURE(adam_replay, missed_500, 500);

}  // namespace

}  // namespace mmoe::bench
