// Cross layers and layer norm.
#include "nn/cross.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/layer_norm.h>

#include "nn/layer_norm.h"
#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

TEST_CASE("cross: x0 * product + x", "[nn]") {
  BlockRun run(std::make_shared<CrossEnd>(2),
               {tensor({2, 3}, {1, 2}, at::kDouble), tensor({10, -1}, {1, 2}, at::kDouble),
                tensor({0.5, 1}, {1, 2}, at::kDouble)});
  CHECK(values(run.forward()) == std::vector<double>{20.5, -2});
  CHECK(run.gradient_difference() == "");
}

TEST_CASE("cross: the first layer takes its input three times", "[nn]") {
  Graph graph;
  const Source x =
      graph.add("x", std::make_shared<Constant>(tensor({2, 3}, {1, 2}, at::kDouble)), {});
  const Source out = graph.add("cross", std::make_shared<CrossEnd>(2), {x, x, x});
  GraphRun run(graph, 1, at::kDouble);
  CHECK(values(run.forward(out)) == std::vector<double>{6, 12});
  run.backward(out, filled({1, 2}, 1, at::kDouble));
  CHECK(values(run.gradient_of("x.value")) == std::vector<double>{5, 7});  // 2 x + 1
}

TEST_CASE("layer norm is torch's, and by hand", "[nn]") {
  BlockRun row(std::make_shared<LayerNorm>(3), {tensor({1, 2, 3}, {1, 3}, at::kDouble)});
  const double unit = 1 / std::sqrt(2.0 / 3 + 1e-5);
  CHECK(difference(row.forward(), tensor({-unit, 0, unit}, {1, 3}, at::kDouble), 1e-12) == "");
  for (const auto type : {at::kFloat, at::kDouble}) {
    const at::Tensor x = random({5, 4}, "x", type) * 3 + 1;
    BlockRun run(std::make_shared<LayerNorm>(4), {x});
    run.parameter("block.scale").copy_(random({4}, "scale", type));
    run.parameter("block.shift").copy_(random({4}, "shift", type));
    const at::Tensor expected =
        at::layer_norm(x, {4}, random({4}, "scale", type), random({4}, "shift", type), 1e-5, false);
    CHECK(difference(run.forward(), expected, 1e-6) == "");
    if (type == at::kDouble) CHECK(run.gradient_difference() == "");
  }
}

}  // namespace mmoe
