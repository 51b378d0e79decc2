// Graphs of blocks from a config.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/errors.h"
#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = schema_of(2, {{5, 3}, {4, 3}});

Machine backbone(const std::string& blocks, const std::string& rest = "") {
  return {model_of("{type: backbone, blocks: [" + blocks + "]" + rest + "}"), mixed_tasks(2),
          kSchema, at::kDouble};
}

std::string backbone_error(const std::string& blocks) {
  return error_of([&] { backbone(blocks); });
}

Batch some_rows(int64_t rows = 6) {
  return batch_of(random_rows(kSchema, mixed_tasks(2), rows, "rows", 0.2), at::kDouble);
}

std::vector<at::Tensor> tables_of(const Machine& machine) {
  std::vector<at::Tensor> all;
  for (const ParameterStore::Entry& entry : machine.store().entries()) {
    if (entry.kind == ParameterKind::table) all.push_back(entry.value);
  }
  return all;
}

}  // namespace

TEST_CASE("backbone: mmoe over all features is the built-in model", "[models]") {
  const std::string options = "experts: {count: 3, hidden: [4, 5]}, gate: {bias: true}";
  Machine built_in(model_of("{type: mmoe, " + options + "}"), mixed_tasks(2), kSchema, at::kDouble);
  Machine graph = backbone("{name: m, type: mmoe, inputs: features, " + options + "}");
  CHECK(graph.store().count() == built_in.store().count());
  for (const ParameterStore::Entry& entry : built_in.store().entries()) {
    if (entry.kind == ParameterKind::table) continue;
    const bool is_tower = entry.name.starts_with("tower");
    graph.parameter((is_tower ? "" : "m/") + entry.name).copy_(entry.value);
  }
  for (size_t i = 0; i < 2; ++i) tables_of(graph)[i].copy_(tables_of(built_in)[i]);
  const auto found = graph.logits(some_rows()), expected = built_in.logits(some_rows());
  for (const size_t task : {0, 1}) CHECK(difference(found[task], expected[task], 1e-12) == "");
}

TEST_CASE("backbone: gradients through every type of block", "[models]") {
  Machine machine = backbone(
      "{name: out, type: ple, inputs: [both, f, one, own.b], levels: [{hidden: [3], activation: "
      "tanh}]}, "
      "{name: one, type: moe, inputs: own, experts: {count: 2, hidden: [2], activation: tanh}}, "
      "{name: own, type: mmoe, inputs: s, experts: {count: 2, hidden: [3], activation: tanh}}, "
      "{name: s, type: senet, inputs: in}, {name: c, type: cross, inputs: in}, "
      "{name: low, type: cross, inputs: [in, s], rank: 2, layers: 1}, "
      "{name: f, type: fm, inputs: cat}, {name: side, type: concat, inputs: [c, d]}, "
      "{name: d, type: mlp, inputs: low, hidden: [8], activation: tanh}, "
      "{name: n, type: layer_norm, inputs: side}, {name: twice, type: concat, inputs: [s, c]}, "
      "{name: both, type: add, inputs: [n, twice]}, "
      "{name: in, type: input, inputs: features, layer_norm: true, batch_norm: true}",
      ", groups: [{name: cat, features: ['f*']}], outputs: {a: out, b: out.b}, tower: {hidden: "
      "[]}");
  CHECK(gradient_difference(machine, some_rows()) == "");
  CHECK(gradient_difference(machine, some_rows(1)) == "");
}

TEST_CASE("backbone: features stay apart through senet, norms and dropout", "[models]") {
  Machine machine = backbone(
      "{name: in, type: input, inputs: features, layer_norm: true, feature_dropout: 0.5}, "
      "{name: s, type: senet, inputs: in, reduction: 1}, {name: n, type: layer_norm, inputs: s}, "
      "{name: d, type: dropout, inputs: n}, {name: e, type: senet, inputs: [d, cat]}, "
      "{name: m, type: mmoe, inputs: e}",
      ", groups: [{name: cat, features: [f0, f1]}]");
  machine.logits(some_rows());
  CHECK(machine.output("s/scaled", 6).size(1) == 3 + 3 + 1 + 1);
  CHECK(machine.parameter("s/squeeze_0.weight").sizes() == at::IntArrayRef{1, 4, 4});
  CHECK(machine.parameter("e/excite_0.weight").sizes() == at::IntArrayRef{1, 1, 4 + 2});
  CHECK(machine.output("e/scaled", 6).size(1) == 8 + 6);
}

TEST_CASE("backbone: each task has its own output, or that of its block", "[models]") {
  Machine machine = backbone(
      "{name: m, type: mmoe, inputs: features, experts: {count: 2, hidden: [3]}}, "
      "{name: d, type: mlp, inputs: m, hidden: [4]}",
      ", outputs: {a: m.b, b: d}, tower: {hidden: []}");
  CHECK(machine.parameter("d/mlp_0.weight").size(1) == 3 + 3);  // m whole
  CHECK(machine.parameter("tower_a_logit.weight").size(1) == 3);
  CHECK(machine.parameter("tower_b_logit.weight").size(1) == 4);
  machine.parameter("tower_a_logit.weight").fill_(1);
  machine.parameter("tower_a_logit.bias").zero_();
  const auto logits = machine.logits(some_rows());
  const at::Tensor of_b = machine.output("m/mixture", 6).narrow(1, 3, 3);
  CHECK(difference(logits[0], of_b.sum(1, true), 1e-12) == "");
}

TEST_CASE("backbone: shapes that do not fit name the block and both shapes", "[models]") {
  const std::string mlp = "{name: d, type: mlp, inputs: features, hidden: [4]}, ";
  CHECK(backbone_error(mlp + "{name: sum, type: add, inputs: [d, features]}") ==
        "model.blocks: the block 'sum' takes inputs of one width, but 'd' has 4 columns and "
        "'features' 8 columns");
  CHECK(backbone_error("{name: f, type: fm, inputs: features}") ==
        "model.blocks: the block 'f' takes features of one width, but 'f0' has 3 columns and 'n0' "
        "1 column");
  for (const std::string block :
       {"{name: x, type: senet, inputs: [features, d]}", "{name: x, type: fm, inputs: d}",
        "{name: x, type: input, inputs: d, feature_dropout: 0.1}"}) {
    CHECK(backbone_error(mlp + block) ==
          "model.blocks: the block 'x' takes features: groups, or blocks that keep them apart "
          "(input, senet, concat, layer_norm, dropout)");
  }
}

}  // namespace mmoe
