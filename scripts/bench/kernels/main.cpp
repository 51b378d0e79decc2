// Rates of the kernels on one core against what the core can do at most, measured in this very run;
// see docs/performance.md.
#include <ATen/Context.h>
#include <benchmark/benchmark.h>

#include <cstdio>

#include "roofs.h"
#include "train/runtime.h"

namespace {

using namespace mmoe::bench;

void show_roof(const char* name, double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", rate);
  benchmark::AddCustomContext(name, text);
}

}  // namespace

int main(int argc, char** argv) {
  mmoe::resolve_runtime("cpu", {});  // as mmoe-train sets up a thread
  at::manual_seed(1);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  show_roof("largest product rate, GFLOP/s", peak_gflops());
  show_roof("y += s x over 32 KiB, GB/s", peak_bandwidth(32));
  show_roof("y += s x over 1 MiB, GB/s", peak_bandwidth(1 << 10));
  show_roof("y += s x over 16 MiB, GB/s", peak_bandwidth(16 << 10));
  show_roof("y += s x over 1 GiB, GB/s", peak_bandwidth(1 << 20));
  benchmark::RunSpecifiedBenchmarks();
}
