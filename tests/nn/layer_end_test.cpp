// Batch norm against torch's, and dropout.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/tanh.h>

#include <algorithm>
#include <cmath>

#include "nn/layer_end.h"
#include "support/torch_blocks.h"

namespace mmoe {

using namespace test;

namespace {

// input -> layer end, both in one graph.
struct End {
  Graph graph;
  Source out;
  GraphRun run;

  End(const at::Tensor& input, Activation activation, bool batch_norm, double dropout,
      uint64_t seed = 1)
      : out(built(graph, input, activation, batch_norm, dropout)),
        run(graph, input.size(0), input.scalar_type(), RandomStream(seed, "dropout")) {}

  static Source built(Graph& graph, const at::Tensor& input, Activation activation, bool batch_norm,
                      double dropout) {
    const Source in = graph.add("input", std::make_shared<Constant>(input), {});
    return graph.add(
        "end", std::make_shared<LayerEnd>(input.size(1), activation, batch_norm, dropout), {in});
  }
  at::Tensor buffer(size_t i) const { return graph.nodes()[1].block->buffers()[i].value; }
  at::Tensor parameter(size_t i) const { return graph.nodes()[1].block->parameters()[i].value; }
};

// Runs both on the same numbers and compares outputs, gradients and running statistics.
void check_batch_norm(int64_t rows, bool training, at::ScalarType type, double tolerance) {
  const at::Tensor input = random({rows, 5}, "input", type) * 3 + 1;
  End end(input, Activation::tanh, /*batch_norm=*/true, 0);
  at::Tensor scale = random({5}, "scale", at::kDouble), shift = random({5}, "shift", at::kDouble);
  at::Tensor mean = random({5}, "mean", at::kDouble);
  at::Tensor variance = random({5}, "variance", at::kDouble) + 2;
  end.parameter(0).copy_(scale);
  end.parameter(1).copy_(shift);
  end.buffer(0).copy_(mean);
  end.buffer(1).copy_(variance);

  const at::Tensor x = input.to(at::kDouble).requires_grad_(true);
  scale.requires_grad_(true);
  shift.requires_grad_(true);
  // torch refuses to normalise one row by itself; ours then takes the running statistics.
  const bool by_batch = training && rows > 1;
  const at::Tensor expected =
      at::tanh(at::batch_norm(x, scale, shift, mean, variance, by_batch, 0.1, 1e-5, false));
  const at::Tensor d_out = random({rows, 5}, "d", at::kDouble);
  expected.backward(d_out);

  CHECK(difference(end.run.forward(end.out, training), expected.to(type), tolerance) == "");
  end.run.backward(end.out, d_out);
  CHECK(difference(end.run.gradient_of("input.value"), x.grad().to(type), tolerance) == "");
  CHECK(difference(end.run.gradient_of("end.scale"), scale.grad().to(type), tolerance) == "");
  CHECK(difference(end.run.gradient_of("end.shift"), shift.grad().to(type), tolerance) == "");
  CHECK(difference(end.buffer(0), mean.to(type), tolerance) == "");
  CHECK(difference(end.buffer(1), variance.to(type), tolerance) == "");
}

double share_of_zeros(const at::Tensor& tensor) {
  const std::vector<double> all = values(tensor);
  return static_cast<double>(std::count(all.begin(), all.end(), 0.0)) /
         static_cast<double>(all.size());
}

}  // namespace

TEST_CASE("layer end: batch norm is torch's, training and not", "[nn]") {
  for (const int64_t rows : {1, 2, 9, 200}) {
    for (const bool training : {true, false}) {
      CAPTURE(rows, training);
      check_batch_norm(rows, training, at::kDouble, 1e-10);
      // Two rows: the variance may be tiny, and float32 shows it.
      check_batch_norm(rows, training, at::kFloat, rows == 2 ? 1e-4 : 1e-5);
    }
  }
}

TEST_CASE("layer end: a batch of one row leaves the running statistics alone", "[nn]") {
  End end(random({1, 4}, "input"), Activation::relu, true, 0);
  end.run.forward(end.out, true);
  CHECK(difference(end.buffer(0), zeros({4}), 0) == "");
  CHECK(difference(end.buffer(1), filled({4}, 1), 0) == "");
}

TEST_CASE("layer end: dropout keeps the expectation and can be repeated", "[nn]") {
  for (const double p : {0.1, 0.5, 0.9}) {
    for (const auto type : {at::kFloat, at::kDouble}) {
      CAPTURE(p, static_cast<int>(type));
      End end(filled({400, 50}, 1, type), Activation::none, false, p);
      const at::Tensor first = end.run.forward(end.out, true, 5).clone();
      const double deviation = std::sqrt(p * (1 - p) / 20000);
      CHECK(share_of_zeros(first) == Approx(p).margin(4 * deviation));
      CHECK(first.mean().item<double>() == Approx(1).margin(4 * deviation / (1 - p)));
      CHECK(first.max().item<double>() == Approx(1 / (1 - p)));
      CHECK_FALSE(same_bytes(first, end.run.forward(end.out, true, 6)));
      CHECK(same_bytes(first, end.run.forward(end.out, true, 5)));
      // Rows and columns do not share a pattern.
      CHECK_FALSE(same_bytes(first[0], first[1]));
      CHECK_FALSE(same_bytes(first.select(1, 0), first.select(1, 1)));
      // The gradient goes where the values went.
      end.run.backward(end.out, filled({400, 50}, 1, type));
      CHECK(same_bytes(end.run.gradient_of("input.value"), first));
    }
  }
}

TEST_CASE("layer end: dropout follows the run's seed and ends with training", "[nn]") {
  const at::Tensor input = random({20, 30}, "input");
  End a(input, Activation::none, false, 0.5), b(input, Activation::none, false, 0.5, 2);
  CHECK(same_bytes(a.run.forward(a.out, false), input));
  CHECK_FALSE(same_bytes(a.run.forward(a.out, true), b.run.forward(b.out, true)));
}

TEST_CASE("layer end: the first rows are dropped alike in smaller batches", "[nn]") {
  End large(filled({10, 8}, 1), Activation::none, false, 0.5);
  End small(filled({4, 8}, 1), Activation::none, false, 0.5);
  CHECK(same_bytes(large.run.forward(large.out, true, 3).narrow(0, 0, 4),
                   small.run.forward(small.out, true, 3)));
}

TEST_CASE("layer end: a piece of a batch is dropped as its rows are in the whole", "[nn]") {
  End whole(filled({10, 8}, 1), Activation::none, false, 0.5);
  End piece(filled({4, 8}, 1), Activation::none, false, 0.5);
  piece.run.batch.first = 3;
  piece.run.batch.whole_rows = 10;
  CHECK(same_bytes(whole.run.forward(whole.out, true, 3).narrow(0, 3, 4),
                   piece.run.forward(piece.out, true, 3)));
}

TEST_CASE("layer end: two dropout layers of a run drop different units", "[nn]") {
  Graph graph;
  const Source in = graph.add("input", std::make_shared<Constant>(filled({20, 30}, 1)), {});
  const auto drop = [] { return std::make_shared<LayerEnd>(30, Activation::none, false, 0.5); };
  const Source a = graph.add("a", drop(), {in}), b = graph.add("b", drop(), {in});
  GraphRun run(graph, 20, at::kFloat);
  run.forward(a);
  CHECK_FALSE(same_bytes(run.pass.output(a), run.pass.output(b)));
}

TEST_CASE("layer end: batch norm, activation and dropout together pass gradients", "[nn]") {
  const at::Tensor input = random({12, 3}, "input", at::kDouble);
  const at::Tensor d_out = random({12, 3}, "d", at::kDouble);
  for (const auto& [word, activation] : Words<Activation>::values) {
    for (const bool batch_norm : {true, false}) {
      CAPTURE(word, batch_norm);
      End end(input, activation, batch_norm, 0.4);
      const auto loss = [&] {
        return (end.run.forward(end.out, true, 7) * d_out).sum().item<double>();
      };
      loss();
      end.run.backward(end.out, d_out);
      const std::vector<double> found = values(end.run.gradient_of("input.value"));
      const at::Tensor value = end.graph.nodes()[0].block->parameters()[0].value.view({36});
      for (int64_t i = 0; i < 36; ++i) {
        const double step = 1e-5, start = value[i].item<double>();
        value[i].fill_(start + step);
        const double up = loss();
        value[i].fill_(start - step);
        const double down = loss();
        value[i].fill_(start);
        CHECK(found[static_cast<size_t>(i)] == Approx((up - down) / (2 * step)).margin(1e-8));
      }
    }
  }
}

}  // namespace mmoe
