#include "train/gate_load.h"

#include "support/torch_test.h"

#include <cmath>

#include "support/torch_blocks.h"
#include "train/activity.h"

namespace mmoe {

using namespace test;

TEST_CASE("gate load: means over rows by hand, in any number of passes", "[train]") {
  MultiTaskModel model;
  const at::Tensor weights = tensor({1, 0, 0.5, 0.5, 0.25, 0.75}, {3, 2}, at::kDouble);
  const Source gates = model.add("gates", std::make_shared<Constant>(weights), {});
  const Source one =
      model.add("one", std::make_shared<Constant>(filled({3, 1}, 1, at::kDouble)), {});
  model.gates = {{"all", gates}, {"single", one}};
  GraphRun run(model, 3, at::kDouble);
  run.forward(gates, /*training=*/false);
  ActivityMeter meter(model);
  CHECK(meter.activity().gates.empty());
  meter.add(run.pass, 3);
  meter.add(run.pass, 1);  // the first row again
  const std::vector<GateLoad> means = meter.activity().gates;
  REQUIRE(means.size() == 2);
  CHECK(means[0].gate == "all");
  CHECK(means[0].weight == std::vector<double>{2.75 / 4, 1.25 / 4});
  const double square = (1 + 0.25 + 0.0625 + 1) / 4 - (2.75 / 4) * (2.75 / 4);
  for (const double deviation : means[0].deviation) CHECK(deviation == Approx(std::sqrt(square)));
  CHECK(means[0].largest == std::vector<double>{3.0 / 4, 1.0 / 4});
  const double third = -(0.25 * std::log2(0.25) + 0.75 * std::log2(0.75));
  CHECK(means[0].entropy == Approx((0 + 1 + third + 0) / 4));
  CHECK(means[1].weight == std::vector<double>{1});
  CHECK(means[1].entropy == 0);
}

}  // namespace mmoe
