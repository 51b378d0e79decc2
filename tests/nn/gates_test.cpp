// Gates: temperature, experts left out, gates off.
#include "nn/gates.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>

#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

namespace {

at::Tensor by_gate(const at::Tensor& weights, int64_t experts) {
  return weights.unflatten(1, at::IntArrayRef{weights.size(1) / experts, experts});
}

}  // namespace

TEST_CASE("gates: scores are divided by the temperature", "[nn]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    const at::Tensor scores = random({6, 8}, "scores", type);
    for (const double temperature : {0.25, 1.0, 5.0}) {
      BlockRun run(std::make_shared<SoftmaxGates>(2, 4, temperature), {scores});
      const at::Tensor expected = at::softmax(by_gate(scores, 4) / temperature, 2).flatten(1);
      CHECK(difference(run.forward(), expected, 1e-5) == "");
      if (type == at::kDouble) CHECK(run.gradient_difference() == "");
    }
  }
}

TEST_CASE("gates: what is left of dropped experts sums to one in its old proportions", "[nn]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    const at::Tensor scores = random({500, 8}, "scores", type);
    BlockRun run(std::make_shared<SoftmaxGates>(2, 4, 1, 0.3), {scores});
    const at::Tensor whole = by_gate(run.forward(/*training=*/false), 4);
    const at::Tensor left = by_gate(run.forward(true, 1), 4);
    CHECK(difference(left.sum(2), filled({500, 2}, 1, type), 1e-6) == "");
    const at::Tensor kept = (left > 0).to(type);
    const at::Tensor again = whole * kept / (whole * kept).sum(2, true);
    CHECK(difference(left, again, 1e-5) == "");
    CHECK(kept.mean().item<double>() == Approx(0.7).margin(0.05));
    CHECK(same_bytes(left, by_gate(run.forward(true, 1), 4)));
    CHECK_FALSE(same_bytes(left, by_gate(run.forward(true, 2), 4)));
  }
}

TEST_CASE("gates: a gate never loses all experts", "[nn]") {
  const at::Tensor scores = random({400, 2}, "scores", at::kFloat);
  BlockRun run(std::make_shared<SoftmaxGates>(1, 2, 1, 0.9), {scores});
  const at::Tensor whole = run.forward(false), left = run.forward(true, 1);
  const at::Tensor both = (left > 0).sum(1) == 2;
  // Nearly all rows would lose both, and so keep both.
  CHECK(both.to(at::kFloat).mean().item<double>() == Approx(0.82).margin(0.06));
  CHECK(same_bytes(left.masked_select(both.unsqueeze(1)), whole.masked_select(both.unsqueeze(1))));
}

TEST_CASE("gates: dropped experts have no gradient", "[nn]") {
  BlockRun run(std::make_shared<SoftmaxGates>(2, 3, 2, 0.4),
               {random({5, 6}, "scores", at::kDouble)});
  CHECK(run.gradient_difference() == "");
}

TEST_CASE("gates off: every expert counts the same", "[nn]") {
  Graph graph;
  const Source out = graph.add("gates", std::make_shared<EqualGates>(2, 4), {});
  GraphRun run(graph, 3, at::kDouble);
  CHECK(same_bytes(run.forward(out), filled({3, 8}, 0.25, at::kDouble)));
}

}  // namespace mmoe
