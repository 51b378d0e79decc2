// The blocks that make dense columns of features, by hand; their gradients are compared with
// autograd's through whole models (models/twin_test.cpp) and, where a block has more ways, here.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/feature_pooling.h"
#include "nn/lookup.h"
#include "nn/piecewise_embedding.h"
#include "nn/target_attention.h"
#include "support/torch_blocks.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

const RandomStream kStream(1, "init");

// One block without inputs over a batch in double.
struct Run {
  Graph graph;
  Source out;
  std::unique_ptr<GraphRun> run;

  Run(const std::shared_ptr<Block>& block, const Batch& batch) {
    out = graph.add("block", block, {});
    run = std::make_unique<GraphRun>(graph, batch.rows, at::kDouble);
    run->batch = batch;
    run->batch.whole_rows = batch.rows;
  }
  at::Tensor operator()() { return run->forward(out).clone(); }
};

Batch two_rows() {
  Batch batch;
  batch.rows = 2;
  batch.numerics = tensor({1, 2, 3, 4, 5, 6}, {2, 3}, at::kDouble);
  batch.ids = tensor({1, 0, 2, 1, 2, 3, -1, -1}, {2, 4}, at::kInt);
  return batch;
}

// Fields a and b, a list l of two ids which is laid out by `pooling` and shares the table of a.
Schema small_schema(const PoolingConfig& pooling) {
  Schema schema;
  schema.numerics = {"x", "y", "z"};
  schema.fields = {{"a", 4, 2, 1, 0, "shared"}, {"b", 5, 1, 1}};
  schema.lists.push_back({{"l", 4, 2, 1, 0, "shared"}, 2, pooling, false});
  return schema;
}

}  // namespace

TEST_CASE("lookup: fields, lists, then numerics, in the order chosen", "[nn]") {
  const Schema schema = small_schema(SumPooling());
  EmbeddingTables tables(schema, kStream);
  Selection selection;
  selection.fields = {1, 0};
  selection.lists = {0};
  selection.numerics = {2, 0, 1};
  const auto block = std::make_shared<Lookup>(schema, tables, selection);
  CHECK(block->width() == 1 + 2 + 2 + 3);
  REQUIRE(block->parameters().size() == 2);  // the shared table once
  CHECK(block->parameters()[1].columns == 3);
  Run run(block, two_rows());
  const at::Tensor found = run();
  const at::Tensor shared = run.run->store.entries()[1].value,
                   own = run.run->store.entries()[0].value;
  CHECK(difference(found.narrow(1, 0, 1), own.index_select(0, tensor({0, 3}, {2}, at::kInt)), 0) ==
        "");
  CHECK(difference(found[0].narrow(0, 1, 2), shared[1], 0) == "");
  CHECK(difference(found[0].narrow(0, 3, 2), shared[2] + shared[1], 0) == "");
  CHECK(difference(found[1].narrow(0, 3, 2), zeros({2}, at::kDouble), 0) == "");
  CHECK(difference(found.narrow(1, 5, 3), tensor({3, 1, 2, 6, 4, 5}, {2, 3}, at::kDouble), 0) ==
        "");
  run.run->backward(run.out, filled({2, 8}, 1, at::kDouble));
  // Row 1 is field a's of the first row and in its list; row 2 is in the list and field a's of the
  // second row.
  CHECK(difference(run.run->gradient_of("block." + block->parameters()[1].name),
                   tensor({0, 0, 2, 2, 2, 2, 0, 0}, {4, 2}, at::kDouble), 0) == "");
}

TEST_CASE("lookup: a list side by side has zeros behind", "[nn]") {
  const Schema schema = small_schema(ConcatPooling());
  EmbeddingTables tables(schema, kStream);
  Selection selection;
  selection.lists = {0};
  Run run(std::make_shared<Lookup>(schema, tables, selection), two_rows());
  const at::Tensor found = run(), table = run.run->store.entries()[0].value;
  CHECK(difference(found[0], table.index_select(0, tensor({2, 1}, {2}, at::kInt)).flatten(), 0) ==
        "");
  CHECK(difference(found[1], zeros({4}, at::kDouble), 0) == "");
}

TEST_CASE("tables: rows set from elsewhere, wherever the table is", "[nn]") {
  const Schema schema = small_schema(SumPooling());
  Graph graph;
  Selection all;
  all.fields = {0, 1};
  for (const std::string scope : {"one", "two"}) {
    EmbeddingTables tables(schema, kStream.child(scope));
    graph.add(scope, std::make_shared<Lookup>(schema, tables, all), {});
  }
  const std::vector<int32_t> ids = {3, 1};
  const std::vector<float> vectors = {1, 2, 3, 4};
  const at::Tensor before = graph.nodes()[0].block->parameters()[0].value.clone();
  set_rows(graph, 0, ids, vectors);
  for (const Graph::Node& node : graph.nodes()) {
    const at::Tensor table = node.block->parameters()[0].value;
    CHECK(values(table[3]) == std::vector<double>{1, 2});
    CHECK(values(table[1]) == std::vector<double>{3, 4});
  }
  CHECK(same_bytes(graph.nodes()[0].block->parameters()[0].value[2], before[2]));
}

TEST_CASE("piecewise embedding: a linear layer of its own for each number, with relu", "[nn]") {
  Schema schema;
  schema.piecewise = {{"x", 2, 2}, {"y.z", 1, 1}};
  Batch batch;
  batch.rows = 2;
  batch.values = tensor({1, 0.5, 3, 0, 0, -2}, {2, 3}, at::kDouble);
  Run run(std::make_shared<PiecewiseEmbedding>(schema, Init::torch, kStream), batch);
  const double weights[][4] = {{1, -1, 2, 3}, {2}}, biases[][2] = {{0.5, -1}, {1}};
  const char* const names[] = {"0_x", "1_y_z"};
  for (const ParameterStore::Entry& entry : run.run->store.entries()) {
    for (const size_t i : {0, 1}) {
      if (!entry.name.ends_with(names[i])) continue;
      const double* numbers = entry.kind == ParameterKind::weight ? weights[i] : biases[i];
      at::Tensor value = entry.value;
      value.copy_(tensor({numbers, numbers + value.numel()}, value.sizes(), at::kDouble));
    }
  }
  CHECK(difference(run(), tensor({2.5, 0, 7, 0.5, 0, 0}, {2, 3}, at::kDouble), 1e-12) == "");
  run.run->backward(run.out, filled({2, 3}, 1, at::kDouble));
  // Of the second column and the last number nothing: relu cut it off.
  CHECK(difference(run.run->gradient_of("block.weight_0_x"),
                   tensor({1, 0, 0.5, 0}, {1, 2, 2}, at::kDouble), 1e-12) == "");
  CHECK(difference(run.run->gradient_of("block.bias_0_x"), tensor({2, 0}, {2}, at::kDouble),
                   1e-12) == "");
  CHECK(difference(run.run->gradient_of("block.weight_1_y_z"), tensor({3}, {1, 1, 1}, at::kDouble),
                   1e-12) == "");
}

namespace {

// Values and a target as constants, with attention over them.
struct Attention {
  Graph graph;
  Source out;
  std::unique_ptr<GraphRun> run;

  Attention(const at::Tensor& target, const at::Tensor& values, const std::string& activation,
            std::vector<int64_t> hidden) {
    AttentionPooling config;
    config.hidden = std::move(hidden);
    for (const auto& [word, value] : Words<Activation>::values) {
      if (word == activation) config.activation = value;
    }
    const Source t = graph.add("target", std::make_shared<Constant>(target), {});
    const Source v = graph.add("values", std::make_shared<Constant>(values), {});
    out =
        graph.add("attention",
                  std::make_shared<TargetAttention>(target.size(1), values.size(1) / target.size(1),
                                                    config, Init::torch, kStream),
                  {t, v});
    run = std::make_unique<GraphRun>(graph, target.size(0), at::kDouble);
  }
  at::Tensor operator()() { return run->forward(out).clone(); }
  void set(const std::string& name, const std::vector<double>& numbers) {
    for (const ParameterStore::Entry& entry : run->store.entries()) {
      if (entry.name != name) continue;
      at::Tensor value = entry.value;
      value.copy_(tensor(numbers, value.sizes(), at::kDouble));
    }
  }
};

}  // namespace

TEST_CASE("target attention: by hand", "[nn]") {
  // One hidden unit, linear: a = 2 (t + 10 v + 100 (t - v) + 1000 t v) + 1 + 3 for t = 2.
  Attention attention(tensor({2}, {1, 1}), tensor({0.5, 3}, {1, 2}), "none", {1});
  attention.set("attention.weight_0", {1, 10, 100, 1000});
  attention.set("attention.bias_0", {0.5});
  attention.set("attention.weight_1", {2});
  attention.set("attention.bias_1", {3});
  const double first = 2 * (2 + 5 + 150 + 1000) + 4, second = 2 * (2 + 30 - 100 + 6000) + 4;
  CHECK(attention().item<double>() == Approx(first * 0.5 + second * 3));
}

TEST_CASE("target attention: where there is no value it gives zeros, and no gradient", "[nn]") {
  const at::Tensor target = random({3, 4}, "t", at::kDouble);
  at::Tensor values = random({3, 20}, "v", at::kDouble);
  values[1].zero_();                   // nothing
  values[2].narrow(0, 4, 16).zero_();  // one value
  Attention attention(target, values, "sigmoid", {6, 3});
  const at::Tensor all = attention();
  CHECK(difference(all[1], zeros({4}, at::kDouble), 0) == "");
  attention.run->backward(attention.out,
                          tensor({0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, {3, 4}, at::kDouble));
  for (const ParameterStore::Entry& entry : attention.run->store.entries()) {
    if (!entry.name.starts_with("attention")) continue;
    CHECK(attention.run->gradient_of(entry.name).abs().max().item<double>() == 0);
  }
  // A sequence of one value is the same however long sequences may be.
  Attention alone(target.narrow(0, 2, 1), values.narrow(0, 2, 1).narrow(1, 0, 4), "sigmoid",
                  {6, 3});
  CHECK(difference(alone(), all.narrow(0, 2, 1), 1e-12) == "");
}

TEST_CASE("feature pooling: embeddings summed or averaged, numbers behind", "[nn]") {
  const at::Tensor two = tensor({1, 2, 10, 20, 3, 4, 30, 40}, {2, 4}),
                   one = tensor({5, 6, 7, 8}, {2, 2});
  const at::Tensor number = tensor({-1, -2}, {2, 1});
  const std::vector<double> sums = {16, 28, -1, 40, 52, -2};
  for (const auto pooling : {GroupPooling::sum, GroupPooling::mean}) {
    CAPTURE(static_cast<int>(pooling));
    Graph graph;
    std::vector<Source> in;
    for (const at::Tensor& value : {two, one, number}) {
      in.push_back(
          graph.add("in" + std::to_string(in.size()), std::make_shared<Constant>(value), {}));
    }
    const Source out = graph.add(
        "out", std::make_shared<FeaturePooling>(pooling, std::vector<int64_t>{4, 2, 1}, 2, 2), in);
    GraphRun run(graph, 2, at::kDouble);
    const at::Tensor found = run.forward(out).clone();
    const at::Tensor d = random(found.sizes(), "d", at::kDouble);
    run.backward(out, d);
    const at::Tensor d_two = run.gradient_of("in0.value"), d_one = run.gradient_of("in1.value");
    const double share = pooling == GroupPooling::mean ? 1. / 3 : 1;
    at::Tensor expected = tensor(sums, {2, 3}, at::kDouble);
    expected.narrow(1, 0, 2).mul_(share);
    CHECK(difference(found, expected, 1e-12) == "");
    for (const int64_t first : {0, 2}) {
      CHECK(difference(d_two.narrow(1, first, 2), share * d.narrow(1, 0, 2), 1e-12) == "");
    }
    CHECK(difference(d_one, share * d.narrow(1, 0, 2), 1e-12) == "");
    const int64_t last = found.size(1) - 1;
    CHECK(difference(run.gradient_of("in2.value"), d.narrow(1, last, 1), 0) == "");
  }
}

}  // namespace mmoe
