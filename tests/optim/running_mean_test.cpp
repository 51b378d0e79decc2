#include "optim/running_mean.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

TEST_CASE("running mean: three steps by hand", "[optim]") {
  at::Tensor parameters = tensor({1, -8}, {2}, at::kDouble);
  RunningMean mean(parameters, 0.5);
  CHECK(same_bytes(mean.mean(), parameters));  // before any step
  parameters.copy_(tensor({2, 0}, {2}, at::kDouble));
  mean.add(1);
  CHECK(same_bytes(mean.mean(), parameters));  // the start counts nothing
  parameters.copy_(tensor({5, 3}, {2}, at::kDouble));
  mean.add(2);
  // (0.5 * 2 + 5) / 1.5, (0.5 * 0 + 3) / 1.5
  CHECK(difference(mean.mean(), tensor({4, 2}, {2}, at::kDouble), 1e-15) == "");
  parameters.copy_(tensor({-3, 1}, {2}, at::kDouble));
  mean.add(3);
  // (0.25 * 2 + 0.5 * 5 - 3) / 1.75, (0.5 * 3 + 1) / 1.75
  CHECK(difference(mean.mean(), tensor({0, 2.5 / 1.75}, {2}, at::kDouble), 1e-15) == "");
}

TEST_CASE("running mean: without memory it is the parameters, what stands still is its mean",
          "[optim]") {
  for (const double decay : {0.0, 0.9, 0.999}) {
    at::Tensor parameters = random({40}, "start"), moving = parameters.narrow(0, 0, 20);
    const at::Tensor still = parameters.narrow(0, 20, 20).clone();
    RunningMean mean(parameters, decay);
    for (int64_t step = 1; step <= 50; ++step) {
      moving.copy_(random({20}, "step " + std::to_string(step)));
      mean.add(step);
      CHECK(same_bytes(mean.mean().narrow(0, 20, 20), still));
      CHECK(same_bytes(mean.mean().narrow(0, 0, 20), moving) == (decay == 0 || step == 1));
    }
  }
}

TEST_CASE("running mean: changes places with the parameters, for as long as a guard lives",
          "[optim]") {
  at::Tensor parameters = random({9}, "start");
  RunningMean mean(parameters, 0.5);
  mean.add(1);
  parameters.add_(1);
  mean.add(2);
  const at::Tensor raw = parameters.clone(), averaged = mean.mean().clone();
  {
    const MeanInPlace in_place(&mean);
    CHECK(same_bytes(parameters, averaged));
    CHECK(same_bytes(mean.mean(), raw));
  }
  CHECK(same_bytes(parameters, raw));
  CHECK(same_bytes(mean.mean(), averaged));
  {
    const MeanInPlace nothing(nullptr);
  }
  CHECK(same_bytes(parameters, raw));
}

}  // namespace mmoe
