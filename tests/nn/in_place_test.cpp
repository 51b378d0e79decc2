// Where blocks work in place, and that nobody can tell by the numbers.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tanh.h>

#include "nn/layer_end.h"
#include "nn/linear.h"
#include "support/torch_blocks.h"
#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

const RandomStream kStream(1, "init");
constexpr int64_t kRows = 11, kWidth = 6;

// constant -> linear -> ..., the linear's output being what may be overwritten.
struct Network {
  Graph graph;
  Source constant, linear;

  Network()
      : constant(graph.add(
            "value", std::make_shared<Constant>(random({kRows, 4}, "value", at::kDouble)), {})),
        linear(add_linear("linear", constant, kWidth)) {}
  Source add_linear(const std::string& name, const Source& in, int64_t units) {
    return graph.add(
        name,
        std::make_shared<GroupedLinear>(1, in.width, units, true, Init::torch, kStream.child(name)),
        {in});
  }
  Source add_end(const std::string& name, const Source& in, Activation activation) {
    return graph.add(name, std::make_shared<LayerEnd>(in.width, activation, false, 0), {in});
  }
  at::Tensor leaf(const std::string& node, const std::string& parameter) const {
    for (const Graph::Node& one : graph.nodes()) {
      for (const Block::Parameter& p : one.block->parameters()) {
        if (one.name == node && p.name == parameter) {
          return p.value.to(at::kDouble).clone().requires_grad_(true);
        }
      }
    }
    throw std::out_of_range(node);
  }
  // What a linear node gives for x, as a formula.
  at::Tensor linear_of(const std::string& node, const at::Tensor& x) const {
    return at::matmul(x, leaf(node, "weight").detach()[0]) + leaf(node, "bias").detach();
  }
};

Source columns(const Source& all, int64_t first, int64_t width) {
  return {all.node, all.first + first, width};
}

bool same_place(const GraphRun& run, const Source& a, const Source& b) {
  return run.pass.output(a).data_ptr() == run.pass.output(b).data_ptr();
}

// Outputs and the gradients of the first linear equal autograd's through `formula`, a function of
// the linear's output; in both types, for two batches in a row.
template <class Formula>
void check_numbers(const Network& network, const std::vector<Source>& outputs,
                   const Formula& formula) {
  const at::Tensor weight = network.leaf("linear", "weight"), bias = network.leaf("linear", "bias");
  const at::Tensor x = random({kRows, 4}, "value", at::kDouble);
  const std::vector<at::Tensor> expected = formula(at::matmul(x, weight[0]) + bias);
  at::Tensor total = zeros({}, at::kDouble);
  const auto d_out = [&](size_t i) {
    return random({kRows, outputs[i].width}, "d" + std::to_string(i), at::kDouble);
  };
  for (size_t i = 0; i < outputs.size(); ++i) total = total + (expected[i] * d_out(i)).sum();
  total.backward();
  for (const auto type : {at::kDouble, at::kFloat}) {
    const double tolerance = type == at::kDouble ? 1e-13 : 1e-5;
    GraphRun run(network.graph, kRows, type);
    for (int round = 0; round < 2; ++round) {
      CAPTURE(static_cast<int>(type), round);
      for (size_t i = 0; i < outputs.size(); ++i) {
        run.forward(outputs[i]);
        CHECK(difference(run.pass.output(outputs[i]), expected[i].detach().to(type), tolerance) ==
              "");
        run.pass.output_gradient(outputs[i]).copy_(d_out(i));
      }
      run.backward();
      CHECK(difference(run.gradient_of("linear.weight"), weight.grad().to(type), tolerance) == "");
      CHECK(difference(run.gradient_of("linear.bias"), bias.grad().to(type), tolerance) == "");
    }
  }
}

}  // namespace

namespace {

// Whether an activation lies where its input lies; its numbers are checked on the way.
bool overwrites(Activation activation) {
  CAPTURE(static_cast<int>(activation));
  Network network;
  const Source end = network.add_end("end", network.linear, activation);
  const Source last = network.add_linear("last", end, 2);
  check_numbers(network, {last}, [&](const at::Tensor& x) {
    return std::vector{network.linear_of("last", activated(activation, x))};
  });
  const GraphRun run(network.graph, kRows, at::kFloat);
  return same_place(run, network.linear, end);
}

}  // namespace

TEST_CASE("in place: an activation overwrites what nobody else wants", "[nn]") {
  for (const Activation activation : {Activation::relu, Activation::leaky_relu, Activation::sigmoid,
                                      Activation::tanh, Activation::none}) {
    CAPTURE(static_cast<int>(activation));
    CHECK(overwrites(activation));
  }
}

TEST_CASE("in place: not where backward reads the input", "[nn]") {
  for (const Activation activation : {Activation::silu, Activation::gelu}) {
    CHECK_FALSE(overwrites(activation));
  }
}

TEST_CASE("in place: not where two take the same columns", "[nn]") {
  Network network;
  const Source shared = columns(network.linear, 3, 2);
  const Source a = network.add_end("a", network.linear, Activation::relu);
  const Source b = network.add_end("b", shared, Activation::tanh);
  const Source c = network.add_linear("c", a, 2), d = network.add_linear("d", b, 2);
  check_numbers(network, {c, d}, [&](const at::Tensor& x) {
    return std::vector{network.linear_of("c", at::relu(x)),
                       network.linear_of("d", at::tanh(x.narrow(1, 3, 2)))};
  });
  const GraphRun run(network.graph, kRows, at::kFloat);
  CHECK_FALSE(same_place(run, network.linear, a));
  CHECK_FALSE(same_place(run, shared, b));
}

TEST_CASE("in place: each in its own columns", "[nn]") {
  Network network;
  const Source left = columns(network.linear, 0, 4), right = columns(network.linear, 4, 2);
  const Source a = network.add_end("a", left, Activation::relu);
  const Source b = network.add_end("b", right, Activation::tanh);
  const Source c = network.add_linear("c", a, 2), d = network.add_linear("d", b, 2);
  check_numbers(network, {c, d}, [&](const at::Tensor& x) {
    return std::vector{network.linear_of("c", at::relu(x.narrow(1, 0, 4))),
                       network.linear_of("d", at::tanh(x.narrow(1, 4, 2)))};
  });
  const GraphRun run(network.graph, kRows, at::kFloat);
  CHECK(same_place(run, left, a));
  CHECK(same_place(run, right, b));
}

TEST_CASE("in place: not over an output that its own block reads", "[nn]") {
  Network network;
  const Source a = network.add_end("a", network.linear, Activation::tanh);
  const Source b = network.add_end("b", a, Activation::relu);
  const Source c = network.add_linear("c", b, 2);
  check_numbers(network, {c}, [&](const at::Tensor& x) {
    return std::vector{network.linear_of("c", at::relu(at::tanh(x)))};
  });
  const GraphRun run(network.graph, kRows, at::kFloat);
  CHECK(same_place(run, network.linear, a));
  CHECK_FALSE(same_place(run, a, b));
}

TEST_CASE("in place: beside columns that nobody takes", "[nn]") {
  Network network;
  const Source end = network.add_end("end", columns(network.linear, 1, 3), Activation::relu);
  const Source last = network.add_linear("last", end, 2);
  check_numbers(network, {last}, [&](const at::Tensor& x) {
    return std::vector{network.linear_of("last", at::relu(x.narrow(1, 1, 3)))};
  });
  Network short_one;
  const Source out = short_one.add_end("end", columns(short_one.linear, 1, 3), Activation::relu);
  check_numbers(short_one, {out}, [](const at::Tensor& x) {
    return std::vector<at::Tensor>{at::relu(x.narrow(1, 1, 3))};
  });
}

}  // namespace mmoe
