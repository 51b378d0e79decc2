// Optimizers against torch.optim (tests/golden/models.json), and the vector loop against ATen.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "config/run_config.h"
#include "optim/optimizer.h"
#include "support/torch_source.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;
using nlohmann::json;

namespace {

// Parameters of all three kinds; nothing to compute.
class Parameters : public Block {
 public:
  Parameters(const at::Tensor& weight, const at::Tensor& plain, const at::Tensor& table)
      : Block(1) {
    add_parameter("weight", weight.clone(), ParameterKind::weight);
    add_parameter("plain", plain.clone(), ParameterKind::plain);
    add_parameter("table", table.clone(), ParameterKind::table);
  }
  void forward(Call&, std::span<const at::Tensor>, at::Tensor&) override {}
  void backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor&,
                std::span<Gradient>) override {}
};

// A store over such parameters, and an optimizer.
struct Setup {
  Graph graph;
  std::unique_ptr<ParameterStore> store;
  at::Tensor gradient;
  std::unique_ptr<Optimizer> optimizer;

  Setup(const OptimizerConfig& config, const at::Tensor& numbers, at::ScalarType type) {
    const int64_t third = numbers.numel() / 3;
    graph.add(
        "all",
        std::make_shared<Parameters>(numbers.narrow(0, 0, third), numbers.narrow(0, third, third),
                                     numbers.narrow(0, 2 * third, third)),
        {});
    finish(config, type);
  }
  Setup(const OptimizerConfig& config, const at::Tensor& weight, const at::Tensor& plain,
        const at::Tensor& table) {
    graph.add("all", std::make_shared<Parameters>(weight, plain, table), {});
    finish(config, at::kDouble);
  }
  void finish(const OptimizerConfig& config, at::ScalarType type) {
    store = std::make_unique<ParameterStore>(graph, of(type));
    gradient = zeros(store->flat().sizes(), type);
    optimizer = make_optimizer(config, *store);
  }
};

OptimizerConfig optimizer_of(const std::string& yaml) {
  return parse_config(
             "{name: test, data: {type: synthetic}, features: [{name: x0, type: numeric}],"
             " tasks: [{name: a, type: regression, label: y0}], model: {type: mmoe}, "
             "train: {optimizer: " +
                 yaml + "}}",
             "test")
      .train.optimizer;
}

}  // namespace

TEST_CASE("optimizers: twenty steps are those of torch.optim", "[optim]") {
  const json goldens = json::parse(read_file(source_file("tests/golden/models.json")));
  REQUIRE(goldens.at("optimizers").size() == 7);
  std::vector<double> start(17);
  for (size_t i = 0; i < 17; ++i) start[i] = 0.5 * std::sin(0.1 * static_cast<double>(i) + 1);
  const at::Tensor numbers = tensor(start, {17}, at::kDouble);
  for (const json& one : goldens.at("optimizers")) {
    CAPTURE(one.at("config").dump());
    Setup setup(optimizer_of(one.at("config").dump()), numbers.narrow(0, 0, 6),
                numbers.narrow(0, 6, 3), numbers.narrow(0, 9, 8));
    for (int64_t step = 1; step <= 20; ++step) {
      size_t index = 0;
      for (const ParameterStore::Entry& entry : setup.store->entries()) {
        for (int64_t i = 0; i < entry.size; ++i, ++index) {
          const double wave =
              std::cos(0.2 * static_cast<double>(step - 1) + 0.3 * static_cast<double>(index));
          setup.gradient[entry.offset + i].fill_(wave + 0.1 * entry.value[i].item<double>());
        }
      }
      setup.optimizer->step(setup.gradient, 1, step);
    }
    const std::vector<double> expected = one.at("result");
    size_t index = 0;
    for (const ParameterStore::Entry& entry : setup.store->entries()) {
      for (const double value : values(entry.value)) {
        CHECK(value == Approx(expected[index++]).epsilon(1e-9));
      }
    }
    CHECK(index == 17);
  }
}

TEST_CASE("optimizers: float32 steps are the double ones, rounded", "[optim]") {
  for (const std::string config :
       {"{type: adam, l2: 0.01, embedding_l2: 0.1, learning_rate: 0.01}",
        "{type: adamw, weight_decay: 0.1, learning_rate: 0.01}",
        "{type: sgd, momentum: 0.5, l2: 0.1}", "{type: adagrad, initial_accumulator: 0.1}"}) {
    for (const int64_t third : {1, 15, 16, 17, 333}) {
      CAPTURE(config, third);
      const at::Tensor numbers = random({3 * third}, "weights");
      Setup fast(optimizer_of(config), numbers, at::kFloat);
      Setup plain(optimizer_of(config), numbers, at::kDouble);
      for (int64_t step = 1; step <= 30; ++step) {
        at::Tensor gradient = random(fast.gradient.sizes(), "gradient " + std::to_string(step));
        at::Tensor wide = gradient.to(at::kDouble);
        fast.optimizer->step(gradient, 0.5, step);
        plain.optimizer->step(wide, 0.5, step);
      }
      CHECK(difference(fast.store->flat().to(at::kDouble), plain.store->flat(), 1e-5) == "");
      for (size_t i = 0; i < fast.optimizer->state().size(); ++i) {
        CHECK(difference(fast.optimizer->state()[i].second.to(at::kDouble),
                         plain.optimizer->state()[i].second, 1e-5) == "");
      }
    }
  }
}

TEST_CASE("optimizers: penalties touch their own kind of parameters only", "[optim]") {
  struct Expected {
    std::string config;
    bool weight, table;
  };
  for (const auto& [config, weight, table] :
       std::vector<Expected>{{"{type: adam, l2: 0.1}", true, false},
                             {"{type: adam, embedding_l2: 0.1}", false, true},
                             {"{type: sgd, l2: 0.1}", true, false},
                             {"{type: sgd, embedding_l2: 0.1}", false, true},
                             {"{type: adagrad, l2: 0.1}", true, false},
                             {"{type: adagrad, embedding_l2: 0.1}", false, true},
                             {"{type: adamw}", true, true},
                             {"{type: adam}", false, false},
                             {"{type: sgd, momentum: 0.9}", false, false}}) {
    for (const auto type : {at::kFloat, at::kDouble}) {
      CAPTURE(config, static_cast<int>(type));
      Setup setup(optimizer_of(config), filled({60}, 0.5), type);
      setup.optimizer->step(setup.gradient, 1, 1);  // a gradient of zero
      const bool expected[] = {weight, false, table};
      for (size_t i = 0; i < 3; ++i) {
        const at::Tensor change = setup.store->entries()[i].value - 0.5;
        CHECK((change.min().item<double>() < 0) == expected[i]);
        CHECK(change.max().item<double>() <= 0);
        if (!expected[i]) CHECK(change.min().item<double>() == 0);
      }
    }
  }
}

TEST_CASE("optimizers: the rate share scales a step", "[optim]") {
  for (const std::string type : {"adam", "adamw", "sgd", "adagrad"}) {
    CAPTURE(type);
    const at::Tensor numbers = random({30}, "weights");
    Setup scaled(optimizer_of("{type: " + type + ", learning_rate: 0.1}"), numbers, at::kDouble);
    Setup small(optimizer_of("{type: " + type + ", learning_rate: 0.025}"), numbers, at::kDouble);
    const at::Tensor drawn = random(scaled.gradient.sizes(), "gradient", at::kDouble);
    for (Setup* each : {&scaled, &small}) each->gradient.copy_(drawn);
    scaled.optimizer->step(scaled.gradient, 0.25, 1);
    small.optimizer->step(small.gradient, 1, 1);
    CHECK(difference(scaled.store->flat(), small.store->flat(), 1e-15) == "");
    const at::Tensor before = scaled.store->flat().clone();
    scaled.gradient.copy_(drawn);
    scaled.optimizer->step(scaled.gradient, 0, 2);
    CHECK(difference(scaled.store->flat(), before, 0) == "");
  }
}

}  // namespace mmoe
