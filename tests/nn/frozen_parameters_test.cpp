// Where frozen parameters lie in the flat buffer, and what becomes of their gradients.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/gradients.h"
#include "nn/kernels.h"
#include "nn/preparation.h"
#include "support/torch_idle_block.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

class Parameters : public IdleBlock {
 public:
  Parameters() {
    add_parameter("weight_a", random({2, 3}, "wa"), ParameterKind::weight);
    add_parameter("bias", random({20}, "b"), ParameterKind::plain);
    add_parameter("large_a", random({100, 3}, "la"), ParameterKind::table, 0);
    add_parameter("small", random({4, 2}, "s"), ParameterKind::table, 1);
    add_parameter("large_b", random({200, 3}, "lb"), ParameterKind::table, 2);
    add_parameter("weight_b", random({5, 3}, "wb"), ParameterKind::weight);
  }
};

Graph one_block() {
  Graph graph;
  graph.add("all", std::make_shared<Parameters>(), {});
  return graph;
}

double total(const at::Tensor& tensor) { return tensor.sum().item<double>(); }

}  // namespace

TEST_CASE("store: frozen parameters lie behind the trained ones, large tables last", "[nn]") {
  const Graph graph = one_block();
  const ParameterStore store(graph, of(at::kFloat), 100,
                             {"all.weight_a", "all.small", "all.large_a"});
  std::vector<std::string> names;
  for (const ParameterStore::Entry& entry : store.entries()) {
    names.push_back(entry.name + (entry.frozen ? " frozen" : ""));
  }
  CHECK(names == std::vector<std::string>{"all.weight_b", "all.bias", "all.weight_a frozen",
                                          "all.small frozen", "all.large_b", "all.large_a frozen"});
  CHECK(store.trained_size() == 16 + 32);
  CHECK(store.dense_size() == 16 + 32 + 16 + 16);
  CHECK(store.ranges().back().first + store.ranges().back().size == store.trained_size());
  CHECK(store.count() == 6 + 20 + 300 + 8 + 600 + 15);
  CHECK(store.frozen_count() == 6 + 8 + 300);
  REQUIRE(store.large_tables().size() == 2);
  REQUIRE(store.trained_large_tables().size() == 1);
  CHECK(store.trained_large_tables()[0].name == "all.large_b");
  CHECK(store.large_tables()[1].frozen);
  for (const ParameterStore::Entry& entry : store.entries()) {
    const std::string initial = entry.name == "all.small"  ? "s"
                                : entry.name == "all.bias" ? "b"
                                                           : "";
    if (initial.empty()) continue;
    CHECK(same_bytes(entry.value, random(entry.value.sizes(), initial)));
  }
}

TEST_CASE("gradients: those of frozen parameters never add up and are in no norm", "[nn]") {
  const Graph graph = one_block();
  const ParameterStore store(graph, of(at::kFloat), 100,
                             {"all.weight_a", "all.small", "all.large_a"});
  const Preparation preparation(graph, kernels_for(store.flat()), 8);
  Gradients gradients(graph, store, preparation, 8);
  const std::vector<TouchedIds> touched = {{1, 2, 3}, {}, {5, 17}};
  Batch batch;
  batch.touched = &touched;
  const std::span<at::Tensor> all = gradients.of_parameters(0);
  for (at::Tensor& one : all) one.fill_(1);
  // Of weight_b, bias and two rows of large_b.
  double norm = 0, dense = 0, tables = 0;
  for (const at::Tensor& part : gradients.parts(batch)) norm += total(part);
  for (const at::Tensor& part : gradients.parts(batch, Gradients::Group::dense))
    dense += total(part);
  for (const at::Tensor& part : gradients.parts(batch, Gradients::Group::tables)) {
    tables += total(part);
  }
  CHECK(norm == 15 + 20 + 6);
  CHECK(dense == 15 + 20);
  CHECK(tables == 6);
  gradients.clear(batch, /*parameters_are_zero=*/true);
  const double left[] = {0, 20, 5 * 3, 0, 8 * 3, 15};
  for (size_t i = 0; i < all.size(); ++i) CHECK(total(all[i]) == left[i]);
}

}  // namespace mmoe
