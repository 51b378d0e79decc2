#include "roofs.h"

#include <hwy/aligned_allocator.h>
#include <time.h>

#include <algorithm>
#include <functional>
#include <map>

#include "axpy.h"
#include "product.h"

namespace mmoe::bench {

namespace {

// The least seconds of one call: the best of ten samples of at least 10 ms.
double least_seconds(const std::function<void()>& call) {
  double least = 1e9;
  for (int sample = 0; sample < 10; ++sample) {
    int calls = 0;
    const double begin = cpu_seconds();
    double passed = 0;
    while (passed < 0.01) {
      call();
      ++calls;
      passed = cpu_seconds() - begin;
    }
    least = std::min(least, passed / calls);
  }
  return least;
}

double axpy_bandwidth(size_t bytes) {
  const size_t size = std::max<size_t>(1, bytes / (2 * 64)) * 16;
  // Half a page between places of x and y: loads wait for stores to the same place of another page.
  constexpr size_t kPage = 4096 / sizeof(float);
  const size_t apart = (size + kPage - 1) / kPage * kPage + kPage / 2;
  auto both = hwy::AllocateAligned<float>(apart + size);
  std::fill_n(both.get(), apart + size, 1.0f);
  // Many passes a sample, or the clock's own calls would count in small caches.
  const size_t passes = 1 + (1 << 20) / bytes;
  const double seconds = least_seconds([&] {
    for (size_t i = 0; i < passes; ++i) axpy(0.5f, both.get(), size, both.get() + apart);
  });
  return 1e-9 * static_cast<double>(3 * sizeof(float) * size * passes) / seconds;
}

double largest_product_rate() {
  double best = 0;
  for (const int size : {128, 256, 512, 1024, 2048}) {
    Product product({size, size, size});
    best = std::max(best, 1e-9 * product.flop() / least_seconds([&] { product.run(); }));
  }
  return best;
}

}  // namespace

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_gflops() {
  static const double peak = largest_product_rate();
  return peak;
}

double peak_bandwidth(size_t kibibytes) {
  static std::map<size_t, double> peaks;
  const auto [peak, is_new] = peaks.try_emplace(kibibytes);
  if (is_new) peak->second = axpy_bandwidth(kibibytes << 10);
  return peak->second;
}

}  // namespace mmoe::bench
