#include "base/process.h"

#include <chrono>
#include <cstddef>
#include <vector>

#include "support/catch.h"

namespace mmoe {

TEST_CASE("the process gets older by the clock", "[base]") {
  using std::chrono::steady_clock;
  const steady_clock::time_point outer = steady_clock::now();
  const double before = seconds_since_process_start();
  const steady_clock::time_point inner = steady_clock::now();
  double after = before;
  while (after <= before && steady_clock::now() < inner + std::chrono::seconds(60)) {
    after = seconds_since_process_start();
  }
  const std::chrono::duration<double> most = steady_clock::now() - outer;
  CHECK(before >= 0);
  CHECK(before < 3600);
  CHECK(after > before);
  CHECK(after - before <= most.count() + 1e-3);
}

TEST_CASE("peak memory counts what was touched and does not shrink", "[base]") {
  const double before = peak_memory_mb();
  const size_t much = static_cast<size_t>(before) * 1'000'000 + 100'000'000;
  CHECK(before > 1);
  {
    std::vector<std::byte> touched(much, std::byte{1});
    CHECK(touched[much / 2] == std::byte{1});
  }
  const double after = peak_memory_mb();
  CHECK(after > before + 90);
  CHECK(after < before + static_cast<double>(much) / 1e6 + 100);
}

TEST_CASE("memory now is at most the peak, and the peak fits the machine", "[base]") {
  const double now = resident_memory_mb();
  CHECK(now > 1);
  CHECK(now <= peak_memory_mb());
  CHECK(peak_memory_mb() < machine_memory_mb());
}

}  // namespace mmoe
