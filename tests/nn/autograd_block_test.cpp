// A block in torch operations alone, against differences and against its twin by hand.
#include "nn/autograd_block.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mm.h>

#include "support/torch_blocks.h"

namespace mmoe {

using namespace test;

namespace {

// out = a * tanh(b W): a cross of two inputs, of which the first may be the second.
class Cross : public AutogradBlock {
 public:
  Cross(int64_t in, int64_t width) : AutogradBlock(width) {
    add_parameter("weight", random({in, width}, "weight", at::kDouble), ParameterKind::weight);
  }

 protected:
  at::Tensor compute(const Call&, std::span<const at::Tensor> in,
                     std::span<const at::Tensor> parameters) const override {
    return in[0] * in[1].mm(parameters[0]).tanh();
  }
};

// The same with its backward by hand.
class CrossByHand : public Block {
 public:
  CrossByHand(int64_t in, int64_t width) : Block(width) {
    add_parameter("weight", random({in, width}, "weight", at::kDouble), ParameterKind::weight);
  }
  void forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) override {
    out.copy_(in[0] * in[1].mm(parameter(0)).tanh());
  }
  void backward(Call& call, std::span<const at::Tensor> in, const at::Tensor&,
                const at::Tensor& d_out, std::span<Gradient> d_in) override {
    const at::Tensor tanh = in[1].mm(parameter(0)).tanh();
    const at::Tensor d_product = d_out * in[0] * (1 - tanh * tanh);
    call.gradients[0].add_(in[1].t().mm(d_product));
    const at::Tensor slopes[] = {d_out * tanh, d_product.mm(parameter(0).t())};
    for (size_t i = 0; i < 2; ++i) {
      if (!d_in[i].add) d_in[i].to.zero_();
      d_in[i].to.add_(slopes[i]);
    }
  }
};

// Takes its input as it is and leaves the second unused.
class First : public AutogradBlock {
 public:
  explicit First(int64_t width) : AutogradBlock(width) {}

 protected:
  at::Tensor compute(const Call&, std::span<const at::Tensor> in,
                     std::span<const at::Tensor>) const override {
    return in[0] * 1;
  }
};

// Constants of 4 and 3 columns; a block that takes the first twice, then one that takes that
// block's columns and the constants' again.
struct Network {
  Graph graph;
  Source out;

  template <class Kind>
  static Network of_kind() {
    Network network;
    Graph& graph = network.graph;
    const auto constant = [](const char* name, int64_t width) {
      return std::make_shared<Constant>(random({5, width}, name, at::kDouble));
    };
    const Source a = graph.add("a", constant("a", 4), {}), b = graph.add("b", constant("b", 3), {});
    const Source twice = graph.add("twice", std::make_shared<Kind>(4, 4), {a, a});
    const Source part{twice.node, 1, 3};
    const Source mixed = graph.add("mixed", std::make_shared<Kind>(3, 3), {part, b});
    network.out = graph.add("last", std::make_shared<Kind>(4, 3), {mixed, a});
    return network;
  }
};

const char* const kParameters[] = {"a.value", "b.value", "twice.weight", "mixed.weight",
                                   "last.weight"};

double weighted_sum(GraphRun& run, const Source& out, const at::Tensor& weights) {
  return (run.forward(out) * weights).sum().item<double>();
}

}  // namespace

TEST_CASE("autograd block: gradients are those of differences", "[nn]") {
  Network network = Network::of_kind<Cross>();
  GraphRun run(network.graph, 5, at::kDouble);
  const at::Tensor d_out = random({5, 3}, "d_out", at::kDouble);
  run.forward(network.out);
  run.backward(network.out, d_out);
  constexpr double kStep = 1e-6;
  for (const ParameterStore::Entry& entry : run.store.entries()) {
    CAPTURE(entry.name);
    const at::Tensor found = run.gradient_of(entry.name).clone(), flat = entry.value.flatten();
    at::Tensor expected = zeros({entry.size}, at::kDouble);
    for (int64_t i = 0; i < entry.size; ++i) {
      at::Tensor element = run.store.flat().narrow(0, entry.offset + i, 1);
      element.add_(kStep);
      const double above = weighted_sum(run, network.out, d_out);
      element.sub_(2 * kStep);
      expected[i].fill_((above - weighted_sum(run, network.out, d_out)) / (2 * kStep));
      element.add_(kStep);
    }
    CHECK(difference(found.flatten(), expected, 1e-8) == "");
    CHECK(found.abs().max().item<double>() > 0.01);
  }
}

TEST_CASE("autograd block: it equals its twin by hand, batch after batch", "[nn]") {
  Network network = Network::of_kind<Cross>(), by_hand = Network::of_kind<CrossByHand>();
  GraphRun run(network.graph, 5, at::kDouble), twin(by_hand.graph, 5, at::kDouble);
  for (const char* round : {"first", "second", "third"}) {
    CAPTURE(round);
    const at::Tensor d_out = random({5, 3}, round, at::kDouble);
    for (GraphRun* each : {&run, &twin}) {
      at::Tensor parameters = each->store.flat();
      parameters.add_(random(parameters.sizes(), round, at::kDouble), 0.1);
    }
    CHECK(difference(run.forward(network.out), twin.forward(by_hand.out), 1e-14) == "");
    run.backward(network.out, d_out);
    twin.backward(by_hand.out, d_out);
    for (const char* name : kParameters) {
      CAPTURE(name);
      CHECK(difference(run.gradient_of(name), twin.gradient_of(name), 1e-13) == "");
    }
  }
}

TEST_CASE("autograd block: what compute does not use has no gradient", "[nn]") {
  Graph graph;
  const at::Tensor value = random({2, 3}, "value", at::kDouble);
  const Source a = graph.add("a", std::make_shared<Constant>(value), {});
  const Source b = graph.add("b", std::make_shared<Constant>(value), {});
  const Source first = graph.add("first", std::make_shared<First>(3), {a, b});
  GraphRun run(graph, 2, at::kDouble);
  const at::Tensor d_out = random({2, 3}, "d_out", at::kDouble);
  for (int round = 0; round < 2; ++round) {
    run.forward(first);
    run.backward(first, d_out);
    CHECK(same_bytes(run.gradient_of("a.value"), d_out));
    CHECK(same_bytes(run.gradient_of("b.value"), zeros({2, 3}, at::kDouble)));
  }
}

TEST_CASE("autograd block: only training keeps a tape", "[nn]") {
  Cross block(4, 4);
  const at::Tensor x = random({5, 4}, "x", at::kDouble);
  const at::Tensor in[] = {x, x};
  at::Tensor out = zeros({5, 4}, at::kDouble), d_x = zeros({5, 4}, at::kDouble);
  Call call;
  call.gradients = {zeros({4, 4}, at::kDouble)};
  block.forward(call, in, out);
  const at::Tensor evaluated = out.clone();
  CHECK(call.tape.empty());
  call.training = true;
  block.forward(call, in, out);
  CHECK(same_bytes(out, evaluated));
  CHECK_FALSE(out.requires_grad());
  CHECK_FALSE(call.tape.empty());
  Gradient d_in[] = {{d_x, false}, {d_x, true}};
  block.backward(call, in, out, out, d_in);
  CHECK(d_x.abs().min().item<double>() > 0);
  call.training = false;
  block.forward(call, in, out);
  CHECK(call.tape.empty());
  CHECK_FALSE(x.requires_grad());
}

}  // namespace mmoe
