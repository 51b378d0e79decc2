// Lengths of gradients and of rows, by hand.
#include "optim/clip.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/kernels.h"
#include "nn/preparation.h"
#include "support/torch_idle_block.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

// A weight, a small table and a large one, and the same again frozen.
class Parameters : public IdleBlock {
 public:
  Parameters() {
    for (const std::string prefix : {"", "frozen_"}) {
      add_parameter(prefix + "weight", filled({2}, 7), ParameterKind::weight);
      add_parameter(prefix + "small", tensor({3, 4, 0, 0.5, 0, 0}, {3, 2}), ParameterKind::table,
                    0);
      add_parameter(prefix + "large", filled({100, 1}, 5), ParameterKind::table, 1);
    }
  }
};

Graph one_block() {
  Graph graph;
  graph.add("all", std::make_shared<Parameters>(), {});
  return graph;
}

// Gradients of a batch that touches rows 5 and 90 of the large tables.
struct Setup {
  Graph graph = one_block();
  ParameterStore store;
  Preparation preparation{graph, kernels_for(store.flat()), 8};
  Gradients gradients{graph, store, preparation, 8};
  std::vector<TouchedIds> touched = {{}, {5, 90}};
  Batch batch;

  explicit Setup(at::ScalarType type)
      : store(graph, of(type), 100, {"all.frozen_weight", "all.frozen_small", "all.frozen_large"}) {
    batch.touched = &touched;
    const std::span<at::Tensor> all = gradients.of_parameters(0);
    for (size_t i = 0; i < all.size(); ++i) all[i].fill_(i < 3 ? 0 : 100);
    all[0].copy_(tensor({6, 8}, {2}));
    all[1][0].copy_(tensor({3, 0}, {2}));
    all[2].copy_(tensor({4, 0, 9, 9, 9, 9, 9, 9}, {8, 1}));  // from the third on of other batches
  }
  void check(const std::string& config, double dense, double tables) {
    CAPTURE(config);
    ClipConfig clip_config;
    const auto number = [&](const std::string& key) -> std::optional<double> {
      const size_t place = config.find(key + " ");
      if (place == std::string::npos) return {};
      return std::stod(config.substr(place + key.size()));
    };
    clip_config = {number("all"), number("dense"), number("tables")};
    clip(clip_config, gradients, batch);
    const std::span<at::Tensor> all = gradients.of_parameters(0);
    CHECK(all[0][1].item<double>() == Approx(8 * dense));
    CHECK(all[1][0][0].item<double>() == Approx(3 * tables));
    CHECK(all[2][0].item<double>() == Approx(4 * tables));
    CHECK(all[2][2].item<double>() == 9);
    for (size_t i = 3; i < all.size(); ++i) CHECK(all[i].min().item<double>() == 100);
  }
  at::Tensor value(size_t i) const { return graph.nodes()[0].block->parameters()[i].value; }
};

}  // namespace

TEST_CASE("clip_to_norm: shortens what is too long, and only that", "[optim]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    at::Tensor gradient = tensor({3, 0, -4}, {3}, type);
    CHECK(clip_to_norm({gradient}, 6).item<double>() == Approx(5));
    CHECK(difference(gradient, tensor({3, 0, -4}, {3}, type), 0) == "");
    CHECK(clip_to_norm({gradient}, 1).item<double>() == Approx(5));
    CHECK(difference(gradient, tensor({0.6, 0, -0.8}, {3}, type), 1e-7) == "");
    gradient.zero_();
    CHECK(clip_to_norm({gradient}, 1).item<double>() == 0);
    CHECK(difference(gradient, zeros({3}, type), 0) == "");
  }
}

TEST_CASE("clip: groups are shortened by themselves, frozen gradients count nothing", "[optim]") {
  // The norms are 10 for the weight, 5 for both tables, the root of 125 for all.
  const double all = std::sqrt(125.0);
  for (const auto type : {at::kFloat, at::kDouble}) {
    Setup(type).check("all 2", 2 / all, 2 / all);
    Setup(type).check("all 12", 1, 1);
    Setup(type).check("dense 5", 0.5, 1);
    Setup(type).check("tables 1", 1, 0.2);
    Setup(type).check("dense 5, tables 1", 0.5, 0.2);
    Setup(type).check("dense 11, tables 6", 1, 1);
  }
}

TEST_CASE("limit_rows: long rows of tables are cut back, of large ones those touched", "[optim]") {
  for (const auto type : {at::kFloat, at::kDouble}) {
    Setup setup(type);
    limit_rows(setup.store, setup.batch, 2);
    CHECK(difference(setup.value(0), filled({2}, 7, type), 0) == "");
    CHECK(difference(setup.value(1), tensor({1.2, 1.6, 0, 0.5, 0, 0}, {3, 2}, type), 1e-7) == "");
    at::Tensor large = filled({100, 1}, 5, type);
    for (const int64_t row : {5, 90}) large[row].fill_(2);
    CHECK(difference(setup.value(2), large, 1e-7) == "");
    CHECK(difference(setup.value(4), tensor({3, 4, 0, 0.5, 0, 0}, {3, 2}, type), 0) == "");
    CHECK(difference(setup.value(5), filled({100, 1}, 5, type), 0) == "");
  }
}

}  // namespace mmoe
