// How gradients of shared, overlapping and unused columns come together.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/pass.h"
#include "support/torch_blocks.h"

namespace mmoe {

using namespace test;

namespace {

// out = sum of factor[i] * in[i]
class WeightedSum : public Block {
 public:
  WeightedSum(int64_t width, std::vector<double> factors)
      : Block(width), factors_(std::move(factors)) {}
  void forward(Call&, std::span<const at::Tensor> in, at::Tensor& out) override {
    out.zero_();
    for (size_t i = 0; i < in.size(); ++i) out.add_(in[i], factors_[i]);
  }
  void backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor& d_out,
                std::span<Gradient> d_in) override {
    for (size_t i = 0; i < d_in.size(); ++i) {
      if (!d_in[i].add) d_in[i].to.zero_();
      d_in[i].to.add_(d_out, factors_[i]);
    }
  }

 private:
  std::vector<double> factors_;
};

struct Consumer {
  int64_t first, width;
  double factor;
};

// Each consumer takes its columns of one block and ends in an output of its own. The gradient of
// those columns must be the sum of all, whatever an earlier pass left in the buffers.
void check_consumers(const std::vector<Consumer>& consumers) {
  const at::Tensor value = random({2, 6}, "value", at::kDouble);
  Graph graph;
  const Source all = graph.add("source", std::make_shared<Constant>(value), {});
  std::vector<Source> outputs;
  for (const auto& [first, width, factor] : consumers) {
    outputs.push_back(graph.add("sum_" + std::to_string(outputs.size()),
                                std::make_shared<WeightedSum>(width, std::vector{factor}),
                                {{all.node, first, width}}));
  }
  GraphRun run(graph, 2, at::kDouble);
  for (const char* round : {"first", "second", "third"}) {
    CAPTURE(round);
    at::Tensor expected = zeros({2, 6}, at::kDouble);
    run.forward(outputs[0]);
    for (size_t i = 0; i < consumers.size(); ++i) {
      const auto& [first, width, factor] = consumers[i];
      CHECK(difference(run.pass.output(outputs[i]), value.narrow(1, first, width) * factor, 0) ==
            "");
      const at::Tensor d_out = random({2, width}, round + std::to_string(i), at::kDouble);
      run.pass.output_gradient(outputs[i]).copy_(d_out);
      expected.narrow(1, first, width).add_(d_out, factor);
    }
    run.backward();
    CHECK(difference(run.gradient_of("source.value"), expected, 1e-14) == "");
  }
}

}  // namespace

TEST_CASE("pass: one consumer of all columns, and two", "[nn]") {
  check_consumers({{0, 6, 2}});
  check_consumers({{0, 6, 2}, {0, 6, -3}});
  check_consumers({{0, 6, 2}, {0, 6, -3}, {0, 6, 0.5}});
}

TEST_CASE("pass: consumers of neighbouring columns", "[nn]") {
  check_consumers({{0, 2, 2}, {2, 4, 3}});
  check_consumers({{4, 2, 2}, {0, 4, 3}, {4, 2, 5}});
  check_consumers({{0, 3, 2}, {0, 3, 3}, {3, 3, 4}, {3, 3, 5}});
}

TEST_CASE("pass: consumers of overlapping columns", "[nn]") {
  check_consumers({{0, 4, 2}, {2, 4, 3}});
  check_consumers({{0, 6, 2}, {1, 2, 3}});
  check_consumers({{1, 2, 3}, {0, 6, 2}, {1, 2, 3}});
  check_consumers({{5, 1, 2}, {1, 4, 3}, {0, 4, 5}});
}

TEST_CASE("pass: columns that nobody takes have no gradient", "[nn]") {
  check_consumers({{0, 2, 2}});
  check_consumers({{4, 2, 2}, {0, 2, 3}});
  check_consumers({{1, 3, 2}, {1, 3, 4}});
  check_consumers({{0, 4, 2}, {1, 4, 3}});  // and an overlap
  check_consumers({{0, 3, 2}, {0, 3, 3}});  // twice three columns are not six
}

TEST_CASE("pass: a block may take the same columns twice, and chains pass on", "[nn]") {
  const at::Tensor value = random({3, 4}, "value", at::kDouble);
  Graph graph;
  const Source a = graph.add("a", std::make_shared<Constant>(value), {});
  const Source left{a.node, 0, 2}, right{a.node, 2, 2};
  const Source b = graph.add("b", std::make_shared<WeightedSum>(2, std::vector<double>{1, 2, 5}),
                             {left, left, right});
  const Source c =
      graph.add("c", std::make_shared<WeightedSum>(2, std::vector<double>{3, 7}), {b, left});
  GraphRun run(graph, 3, at::kDouble);
  const at::Tensor l = value.narrow(1, 0, 2), r = value.narrow(1, 2, 2);
  CHECK(difference(run.forward(c), 3 * (3 * l + 5 * r) + 7 * l, 1e-14) == "");
  for (const char* round : {"first", "second"}) {
    const at::Tensor d_out = random({3, 2}, round, at::kDouble);
    run.backward(c, d_out);
    const at::Tensor found = run.gradient_of("a.value");
    CHECK(difference(found.narrow(1, 0, 2), d_out * 16, 1e-14) == "");
    CHECK(difference(found.narrow(1, 2, 2), d_out * 15, 1e-14) == "");
  }
}

TEST_CASE("pass: without gradients a pass only runs forward", "[nn]") {
  const at::Tensor value = random({3, 4}, "value", at::kDouble);
  Graph graph;
  const Source a = graph.add("a", std::make_shared<Constant>(value), {});
  const Source b = graph.add("b", std::make_shared<WeightedSum>(4, std::vector<double>{2}), {a});
  const ParameterStore store(graph, of(at::kDouble));
  const Preparation preparation(graph, kernels_for(store.flat()), 3);
  Pass pass({graph, preparation, of(at::kDouble)}, 3);
  Batch batch;
  batch.rows = batch.whole_rows = 3;
  pass.forward(batch, false);
  CHECK(difference(pass.output(b), value * 2, 0) == "");
}

}  // namespace mmoe
