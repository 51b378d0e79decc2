// How many threads, as a rule.
// clang-format off
#include "support/torch_test.h"
// clang-format on

#include <ATen/Context.h>

#include "train/runtime.h"

namespace mmoe {

TEST_CASE("runtime: as many threads as have enough to do, or as asked for", "[train]") {
  const Cores eight{8, {}};
  CHECK(threads_for(eight, 0) == 1);
  CHECK(threads_for(eight, 1.9e7) == 1);
  CHECK(threads_for(eight, 3.5e7) == 3);
  CHECK(threads_for(eight, 1e15) == 8);
  CHECK(threads_for({1, {}}, 1e15) == 1);
  CHECK(threads_for({1, 5}, 0) == 5);
  CHECK(threads_for({8, 2}, 1e15) == 2);
}

TEST_CASE("runtime: asking for determinism leaves the CPU alone", "[train]") {
  CHECK(resolve_runtime("cpu", {}, /*deterministic=*/true).device.is_cpu());
  CHECK_FALSE(at::globalContext().deterministicAlgorithms());
}

}  // namespace mmoe
