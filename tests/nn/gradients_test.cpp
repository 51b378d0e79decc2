// Gradients of which a part is the touched rows of large tables.
#include "nn/gradients.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "nn/embedding_tables.h"
#include "nn/kernels.h"
#include "nn/preparation.h"
#include "optim/clip.h"
#include "support/torch_idle_block.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

// A weight, a small table and a large one of 3 columns.
class Parameters : public IdleBlock {
 public:
  Parameters() {
    add_parameter("weight", zeros({2, 3}), ParameterKind::weight);
    add_parameter("small", zeros({4, 2}), ParameterKind::table, 0);
    add_parameter("large", zeros({100, 3}), ParameterKind::table, 1);
  }
};

// Gradients of batches of at most 8 rows, all filled with one number.
struct Setup {
  Graph graph = one_block();
  ParameterStore store{graph, of(at::kFloat), 100};
  Preparation preparation{graph, kernels_for(store.flat()), 8};
  std::vector<TouchedIds> touched = {{}, {5, 17, 90}};
  Batch batch;

  Setup() { batch.touched = &touched; }
  static Graph one_block() {
    Graph graph;
    graph.add("all", std::make_shared<Parameters>(), {});
    return graph;
  }
  Gradients filled_with(double value) const {
    Gradients gradients(graph, store, preparation, 8);
    at::Tensor parameters = gradients.parameters();
    parameters.fill_(value);
    rows(gradients).fill_(value);
    return gradients;
  }
  at::Tensor rows(const Gradients& gradients) const {
    return gradients.touched_rows(store.large_tables()[0]);
  }
};

double total(const at::Tensor& tensor) { return tensor.sum().item<double>(); }

}  // namespace

TEST_CASE("gradients: of a large table there are as many rows as a batch may touch", "[nn]") {
  const Setup setup;
  REQUIRE(setup.store.large_tables().size() == 1);
  const Gradients gradients = setup.filled_with(0);
  CHECK(setup.rows(gradients).sizes() == at::IntArrayRef{8, 3});
  CHECK(gradients.parameters().size(0) == setup.store.dense_size());
  CHECK(setup.store.dense_size() < 100 * 3);
  CHECK(Gradients(setup.graph, setup.store, setup.preparation, 500)
            .touched_rows(setup.store.large_tables()[0])
            .size(0) == 100);
}

namespace {

// A block whose one parameter is a table of these columns of ids.
class OneTable : public Parameters {
 public:
  explicit OneTable(const EmbeddingTable& table) { add_table(table); }
};

}  // namespace

TEST_CASE("gradients: blocks that share a large table share its gradient", "[nn]") {
  Graph graph;
  EmbeddingTable table{"shared", 0, 3, zeros({100, 2})};
  graph.add("a", std::make_shared<OneTable>(table), {});
  graph.add("b", std::make_shared<OneTable>(table), {});
  const ParameterStore store(graph, of(at::kFloat), 50);
  const Preparation preparation(graph, kernels_for(store.flat()), 8);
  Gradients gradients(graph, store, preparation, 8);
  const auto& tables = store.large_tables();
  REQUIRE(tables.size() == 3);  // each block has one of its own, too
  CHECK(tables[1].name == "a.shared");
  const at::Tensor& rows = gradients.touched_rows(tables[1]);
  CHECK(rows.sizes() == at::IntArrayRef{24, 2});  // three ids a row of the batch
  CHECK(gradients.of_parameters(0)[3].is_same(rows));
  CHECK(gradients.of_parameters(1)[3].is_same(rows));
}

TEST_CASE("gradients: clearing and adding go as far as the touched rows", "[nn]") {
  const Setup setup;
  Gradients a = setup.filled_with(2), b = setup.filled_with(3);
  a.add(b, setup.batch);
  CHECK(total(a.parameters()) == 5 * static_cast<double>(setup.store.dense_size()));
  CHECK(total(setup.rows(a).narrow(0, 0, 3)) == 5 * 9);
  CHECK(total(setup.rows(a).narrow(0, 3, 5)) == 2 * 15);
  a.clear(setup.batch, /*parameters_are_zero=*/true);
  CHECK(total(setup.rows(a).narrow(0, 0, 3)) == 5 * 9);
  a.clear(setup.batch, /*parameters_are_zero=*/false);
  CHECK(total(a.parameters()) == 0);
  CHECK(total(setup.rows(a).narrow(0, 0, 3)) == 0);
  CHECK(total(setup.rows(a).narrow(0, 3, 5)) == 2 * 15);
}

TEST_CASE("gradients: the norm spans parameters and touched rows", "[nn]") {
  const Setup setup;
  const Gradients gradients = setup.filled_with(2);
  const auto dense = static_cast<double>(setup.store.dense_size());
  const double norm = std::sqrt(4 * (dense + 9));
  CHECK(clip_to_norm(gradients.parts(setup.batch), 1e9).item<double>() == Approx(norm));
  CHECK(total(gradients.parameters()) == 2 * dense);
  CHECK(clip_to_norm(gradients.parts(setup.batch), norm / 4).item<double>() == Approx(norm));
  CHECK(total(gradients.parameters()) == Approx(dense / 2));
  CHECK(total(setup.rows(gradients).narrow(0, 0, 3)) == Approx(9.0 / 2));
  CHECK(total(setup.rows(gradients).narrow(0, 3, 5)) == 2 * 15);  // of other batches
}

}  // namespace mmoe
