// Initial values, and the flat buffer they live in.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <numeric>
#include <set>

#include "nn/first_layer.h"
#include "nn/init.h"
#include "nn/layer_end.h"
#include "nn/linear.h"
#include "support/torch_models.h"
#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

struct Spread {
  double mean, variance, largest;
};

Spread spread(const at::Tensor& tensor) {
  Spread found{0, 0, 0};
  const std::vector<double> all = values(tensor);
  const auto count = static_cast<double>(all.size());
  for (const double value : all) {
    found.mean += value / count;
    found.largest = std::max(found.largest, std::abs(value));
  }
  for (const double value : all) found.variance += std::pow(value - found.mean, 2) / count;
  return found;
}

bool varies(const at::Tensor& tensor) {
  const std::vector<double> all = values(tensor);
  return std::set(all.begin(), all.end()).size() > all.size() / 2;
}

const RandomStream kStream(3, "init");

}  // namespace

TEST_CASE("init: weights have the bounds and variances of their rules", "[nn]") {
  struct Spec {
    Init init;
    double variance, bound;
  };
  const double in = 200, out = 300;
  const Spec specs[] = {{Init::torch, 1 / in / 3, 1 / std::sqrt(in)},
                        {Init::glorot, 2 / (in + out), std::sqrt(6 / (in + out))},
                        {Init::he, 2 / in, INFINITY}};
  for (const auto& [init, variance, bound] : specs) {
    CAPTURE(static_cast<int>(init));
    // Strided, as the columns of one expert are.
    at::Tensor wide = zeros({200, 900});
    at::Tensor weight = wide.narrow(1, 300, 300);
    fill_weight(weight, init, kStream);
    const Spread found = spread(weight);
    CHECK(std::abs(found.mean) < 4 * std::sqrt(variance / (in * out)));
    CHECK(found.variance == Approx(variance).epsilon(0.03));
    CHECK(found.largest <= bound * (1 + 1e-6));
    if (init != Init::he) CHECK(found.largest > 0.999 * bound);
    CHECK(varies(weight));
    CHECK(spread(wide.narrow(1, 0, 300)).largest == 0);
    CHECK(spread(wide.narrow(1, 600, 300)).largest == 0);

    at::Tensor again = zeros({200, 300}), other = zeros({200, 300});
    fill_weight(again, init, kStream);
    fill_weight(other, init, kStream.child("other"));
    CHECK(same_bytes(again, weight));
    CHECK(spread(weight - other).largest > 0);
  }
}

TEST_CASE("init: biases are zero, or as torch has them", "[nn]") {
  at::Tensor bias = filled({400}, 7);
  for (const Init init : {Init::glorot, Init::he}) {
    fill_bias(bias, 25, init, kStream);
    CHECK(spread(bias).largest == 0);
    bias.fill_(7);
  }
  fill_bias(bias, 25, Init::torch, kStream);
  CHECK(spread(bias).largest <= 0.2);
  CHECK(spread(bias).largest > 0.19);
  CHECK(spread(bias).variance == Approx(0.04 / 3).epsilon(0.2));
  CHECK(varies(bias));
}

TEST_CASE("init: a table's first rows do not depend on how many follow", "[nn]") {
  at::Tensor small = zeros({10, 3}), large = zeros({5000, 3});
  fill_normal(small, 0.5, kStream);
  fill_normal(large, 0.5, kStream);
  CHECK(same_bytes(small, large.narrow(0, 0, 10)));
  CHECK(spread(large).variance == Approx(0.25).epsilon(0.05));
  CHECK(std::abs(spread(large).mean) < 0.02);
}

TEST_CASE("init: copies and groups of a layer differ", "[nn]") {
  for (const Init init : {Init::torch, Init::glorot, Init::he}) {
    const Schema schema = schema_of(4);
    EmbeddingTables tables(schema, kStream);
    const FirstLayer first(schema, tables, {}, {{3, 5, true}, {2, 3, false}}, init, kStream);
    const at::Tensor weight = first.parameters()[0].value, bias = first.parameters()[1].value;
    CHECK(weight.sizes() == at::IntArrayRef{1, 4, 21});
    CHECK(bias.sizes() == at::IntArrayRef{15});
    const at::Tensor experts = weight[0].narrow(1, 0, 15).unflatten(1, at::IntArrayRef{3, 5});
    const at::Tensor gates = weight[0].narrow(1, 15, 6).unflatten(1, at::IntArrayRef{2, 3});
    CHECK(varies(weight));
    CHECK(spread(experts.select(1, 0) - experts.select(1, 1)).largest > 0.01);
    CHECK(spread(experts.select(1, 1) - experts.select(1, 2)).largest > 0.01);
    CHECK(spread(gates.select(1, 0) - gates.select(1, 1)).largest > 0.01);
    CHECK((init == Init::torch) == varies(bias));

    const GroupedLinear linear(3, 4, 5, true, init, kStream);
    const at::Tensor groups = linear.parameters()[0].value;
    CHECK(groups.sizes() == at::IntArrayRef{3, 4, 5});
    CHECK(spread(groups[0] - groups[1]).largest > 0.01);
    CHECK(spread(groups[1] - groups[2]).largest > 0.01);
    CHECK((init == Init::torch) == varies(linear.parameters()[1].value));
    CHECK(GroupedLinear(3, 4, 5, false, init, kStream).parameters().size() == 1);
  }
}

TEST_CASE("init: fields have tables of their own deviation", "[nn]") {
  Schema schema = schema_of(1, {{2000, 4}, {3000, 2}});
  schema.fields[0].init_deviation = 0.05;
  schema.fields[1].init_deviation = 1;
  schema.fields[1].name = "odd name.with dots";
  EmbeddingTables tables(schema, kStream);
  const FirstLayer first(schema, tables, {}, {{1, 5, true}}, Init::torch, kStream);
  CHECK(first.parameters()[0].name == "table_0_f0");
  CHECK(first.parameters()[1].name == "table_1_odd_name_with_dots");
  CHECK(spread(first.parameters()[0].value).variance == Approx(0.0025).epsilon(0.05));
  CHECK(spread(first.parameters()[1].value).variance == Approx(1).epsilon(0.05));
  CHECK(first.parameters()[2].value.sizes() == at::IntArrayRef{1, 7, 5});
}

namespace {

// Tables, weights and plain parameters in two nodes, and buffers.
Graph small_graph() {
  Graph graph;
  const Schema schema = schema_of(2, {{3, 5}, {7, 1}});
  EmbeddingTables tables(schema, kStream);
  const Source first = graph.add(
      "input",
      std::make_shared<FirstLayer>(schema, tables, std::vector<int64_t>(),
                                   std::vector<OutputGroup>{{1, 3, true}}, Init::torch, kStream),
      {});
  const Source end = graph.add(
      "end", std::make_shared<LayerEnd>(3, Activation::relu, /*batch_norm=*/true, 0), {first});
  graph.add("logit", std::make_shared<GroupedLinear>(1, 3, 1, true, Init::torch, kStream), {end});
  return graph;
}

}  // namespace

TEST_CASE("store: parameters by kind, aligned, nothing between but padding", "[nn]") {
  const Graph graph = small_graph();
  const ParameterStore store(graph, of(at::kFloat));
  CHECK(store.count() == 3 * 5 + 7 + 8 * 3 + 3 + 3 + 3 + 3 + 1);
  std::vector<std::string> names;
  int64_t end = 0;
  for (const ParameterStore::Entry& entry : store.entries()) {
    names.push_back(entry.name);
    CHECK(entry.offset % 16 == 0);
    CHECK(entry.offset - end < 16);
    CHECK(entry.offset >= end);
    end = entry.offset + entry.size;
    CHECK(entry.value.numel() == entry.size);
    CHECK(entry.value.data_ptr() == store.flat().narrow(0, entry.offset, 1).data_ptr());
  }
  CHECK(names == std::vector<std::string>{"input.weight", "logit.weight", "input.bias", "end.scale",
                                          "end.shift", "logit.bias", "input.table_0_f0",
                                          "input.table_1_f1"});
  REQUIRE(store.ranges().size() == 3);
  int64_t first = 0;
  const ParameterKind kinds[] = {ParameterKind::weight, ParameterKind::plain, ParameterKind::table};
  for (size_t i = 0; i < 3; ++i) {
    const ParameterStore::Range& range = store.ranges()[i];
    CHECK(range.kind == kinds[i]);
    CHECK(range.first == first);
    first += range.size;
    for (const ParameterStore::Entry& entry : store.entries()) {
      const bool inside = entry.offset >= range.first && entry.offset < range.first + range.size;
      CHECK(inside == (entry.kind == range.kind));
    }
  }
  CHECK(first == store.flat().numel());
  // Padding is zero: clipping and norms may run over it.
  double padding = 0;
  for (const double value : values(store.flat().abs())) padding += value;
  for (const ParameterStore::Entry& entry : store.entries()) {
    for (const double value : values(entry.value)) padding -= std::abs(value);
  }
  CHECK(padding == Approx(0).margin(1e-9));
}

TEST_CASE("store: keeps the values and the torch names", "[nn]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    const Graph graph = small_graph(), untouched = small_graph();
    const ParameterStore store(graph, of(type));
    const auto module = module_parameters(graph), before = module_parameters(untouched);
    REQUIRE(module.size() == store.entries().size());
    for (const ParameterStore::Entry& entry : store.entries()) {
      CAPTURE(entry.name);
      REQUIRE(module.count(entry.name) == 1);
      CHECK(module.at(entry.name).data_ptr() == entry.value.data_ptr());
      CHECK(module.at(entry.name).scalar_type() == type);
      CHECK(same_bytes(entry.value, before.at(entry.name).to(type)));
    }
    const auto buffers = module_buffers(graph);
    REQUIRE(buffers.size() == 2);
    CHECK(difference(buffers.at("end.running_mean"), zeros({3}, type), 0) == "");
    CHECK(difference(buffers.at("end.running_variance"), filled({3}, 1, type), 0) == "");
    CHECK(graph.nodes()[1].block->buffers()[0].value.data_ptr() ==
          buffers.at("end.running_mean").data_ptr());
  }
}

TEST_CASE("store: a change of the flat buffer is a change of the module", "[nn]") {
  const Graph graph = small_graph();
  const ParameterStore store(graph, of(at::kFloat));
  at::Tensor flat = store.flat();
  flat.fill_(2);
  for (const auto& [name, value] : module_parameters(graph)) CHECK(spread(value - 2).largest == 0);

  at::Tensor gradient = zeros(flat.sizes());
  const auto views = store.views_of(gradient);
  REQUIRE(views.size() == graph.nodes().size());
  for (size_t n = 0; n < views.size(); ++n) {
    const auto& parameters = graph.nodes()[n].block->parameters();
    REQUIRE(views[n].size() == parameters.size());
    for (size_t i = 0; i < parameters.size(); ++i) {
      CHECK(views[n][i].sizes() == parameters[i].value.sizes());
      views[n][i].add_(1);
    }
  }
  CHECK(gradient.sum().item<double>() == static_cast<double>(store.count()));
  for (const ParameterStore::Entry& entry : store.entries()) {
    CHECK(gradient.narrow(0, entry.offset, entry.size).min().item<double>() == 1);
  }
}

}  // namespace mmoe
