#include "measure.h"

#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace mmoe::bench {

void show(benchmark::State& state, const Work& work, double seconds_per_call) {
  const double set = work.working_set > 0 ? work.working_set : work.bytes;
  const auto kibibytes = static_cast<size_t>(std::ceil(set / 1024));
  const double by_products = 1e-9 * work.flop / peak_gflops();
  const double by_memory = 1e-9 * work.bytes / peak_bandwidth(kibibytes);
  const bool products_bind = by_products > by_memory;
  const double rate = 1e-9 * (products_bind ? work.flop : work.bytes) / seconds_per_call;
  state.counters[products_bind ? "GFLOP/s" : "GB/s"] = rate;
  state.counters["percent_of_roof"] = 100 * std::max(by_products, by_memory) / seconds_per_call;
  state.SetLabel(std::to_string(kibibytes) + " KiB");
}

at::Tensor normal(at::IntArrayRef shape) { return at::randn(shape); }

at::Tensor random_ids(int64_t rows, int64_t fields, int64_t table_rows) {
  return at::randint(table_rows, {rows, fields}, at::kInt);
}

}  // namespace mmoe::bench
