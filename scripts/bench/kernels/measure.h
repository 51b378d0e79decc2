// One case: how it is timed and what it shows.
#pragma once

#include <ATen/core/Tensor.h>
#include <benchmark/benchmark.h>

#include "nn/kernels_cpu.h"
#include "roofs.h"

namespace mmoe::bench {

// Of one call, by what the kernel must do rather than by what it does.
struct Work {
  double flop = 0;
  double bytes = 0;        // read and written
  double working_set = 0;  // bytes that calls go over again and again; 0: `bytes`
};

// The rate by what binds, products or memory, and the share of the most that would be possible.
void show(benchmark::State& state, const Work& work, double seconds_per_call);

template <class Call>
void measure(benchmark::State& state, const Work& work, const Call& call) {
  const double begin = cpu_seconds();
  for (auto _ : state) call();
  show(state, work, (cpu_seconds() - begin) / static_cast<double>(state.iterations()));
}

constexpr double kFloat = sizeof(float);

inline const CpuKernels kernels;

at::Tensor normal(at::IntArrayRef shape);
at::Tensor random_ids(int64_t rows, int64_t fields, int64_t table_rows);  // int32

}  // namespace mmoe::bench
