// What every model must keep: registration, gradients that reach everything, repeatability, and
// enough power to learn a few rows by heart.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <set>

#include "optim/optimizer.h"
#include "support/torch_source.h"
#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = every_kind();

int64_t parameter_count(const std::string& config, int64_t numerics) {
  const RunConfig run = load_config(source_file("configs/" + config));
  Machine machine(run.model, run.tasks, schema_of(numerics), at::kFloat);
  return machine.store().count();
}

}  // namespace

TEST_CASE("models: the published numbers of parameters", "[models]") {
  CHECK(parameter_count("paper_mmoe.yaml", 100) == 14818);
  CHECK(parameter_count("paper_omoe.yaml", 100) == 14018);
  CHECK(parameter_count("paper_shared_bottom.yaml", 100) == 13255);
  CHECK(parameter_count("deep_mmoe.yaml", 112) == 50826);
}

TEST_CASE("models: logits for any number of tasks and rows", "[models]") {
  for (const std::string& yaml : all_models()) {
    for (const size_t count : {1, 2, 5}) {
      const std::vector<TaskConfig> tasks = mixed_tasks(count);
      Machine machine(model_of(yaml), tasks, kSchema, at::kFloat);
      for (const int64_t rows : {1, 2, 33}) {
        CAPTURE(yaml, count, rows);
        const Batch batch = batch_of(random_rows(kSchema, tasks, rows, "rows"), at::kFloat);
        const auto logits = machine.logits(batch);
        REQUIRE(logits.size() == count);
        for (const at::Tensor& one : logits) {
          CHECK(one.sizes() == at::IntArrayRef{rows, 1});
          CHECK(one.isfinite().all().item<bool>());
        }
        // A row by itself has the logit it has among others.
        const Batch first = batch_of(random_rows(kSchema, tasks, 1, "rows"), at::kFloat);
        CHECK(difference(machine.logits(first)[0], logits[0].narrow(0, 0, 1), 1e-5) == "");
      }
    }
  }
}

TEST_CASE("models: every parameter is registered and has a gradient", "[models]") {
  for (std::string yaml : all_models()) {
    // Smooth, so that no unit is dead by chance.
    yaml.insert(yaml.find("hidden: [7, 5]"), "activation: tanh, batch_norm: true, ");
    yaml.insert(yaml.find("hidden: [4]"), "activation: tanh, ");
    for (const size_t count : {1, 2, 5}) {
      CAPTURE(yaml, count);
      const std::vector<TaskConfig> tasks = mixed_tasks(count);
      Machine machine(model_of(yaml), tasks, kSchema, at::kDouble);
      const auto module = module_parameters(machine.model());
      CHECK(module.size() == machine.store().entries().size());
      std::set<std::string> names;
      for (const ParameterStore::Entry& entry : machine.store().entries()) {
        CAPTURE(entry.name);
        CHECK(names.insert(entry.name).second);
        REQUIRE(module.count(entry.name) == 1);
        CHECK(module.at(entry.name).data_ptr() == entry.value.data_ptr());
      }
      machine.forward_backward(batch_of(random_rows(kSchema, tasks, 200, "rows"), at::kDouble));
      for (const ParameterStore::Entry& entry : machine.store().entries()) {
        CAPTURE(entry.name);
        const at::Tensor size = machine.gradient_of(entry.name).abs();
        // Under batch norm a bias has no effect.
        const bool normed = entry.name.ends_with("bias") && !entry.name.starts_with("tower");
        if (!normed) CHECK(size.min().item<double>() > 1e-12);
        CHECK(size.isfinite().all().item<bool>());
      }
    }
  }
}

TEST_CASE("models: names of parameters are those of the blocks", "[models]") {
  Machine machine(model_of("{type: mmoe, experts: {count: 2, hidden: [5, 3], batch_norm: true}, "
                           "gate: {type: softmax, hidden: [6], bias: true}, tower: {hidden: [4]}}"),
                  mixed_tasks(2), schema_of(1, {{5, 4}}), at::kFloat);
  std::vector<std::string> names;
  for (const ParameterStore::Entry& entry : machine.store().entries()) names.push_back(entry.name);
  // Checkpoints hold these names: a change makes old ones unreadable.
  CHECK(names == std::vector<std::string>{
                     "input.weight", "experts_1.weight", "gates_1.weight", "tower_a_0.weight",
                     "tower_a_logit.weight", "tower_b_0.weight", "tower_b_logit.weight",
                     "input.bias", "experts_0_end.scale", "experts_0_end.shift", "experts_1.bias",
                     "experts_1_end.scale", "experts_1_end.shift", "gates_1.bias", "tower_a_0.bias",
                     "tower_a_logit.bias", "tower_b_0.bias", "tower_b_logit.bias",
                     "input.table_0_f0"});
}

TEST_CASE("models: experts and gates differ after initialisation", "[models]") {
  for (const char* init : {"torch", "glorot", "he"}) {
    CAPTURE(init);
    Machine machine(model_of(std::string("{type: mmoe, experts: {count: 3, hidden: [7, 5]}, "
                                         "tower: {hidden: [4]}, init: ") +
                             init + "}"),
                    mixed_tasks(3), kSchema, at::kFloat);
    const at::Tensor first = machine.parameter("input.weight")[0];
    const at::Tensor second = machine.parameter("experts_1.weight");
    const auto differ = [](const at::Tensor& a, const at::Tensor& b) {
      return (a - b).abs().max().item<double>() > 0.01;
    };
    for (const auto& [a, b] : {std::pair(0, 1), std::pair(1, 2), std::pair(0, 2)}) {
      CHECK(differ(first.narrow(1, a * 7, 7), first.narrow(1, b * 7, 7)));
      CHECK(differ(second[a], second[b]));
      CHECK(differ(first.narrow(1, 21 + a * 3, 3), first.narrow(1, 21 + b * 3, 3)));
    }
    CHECK(differ(machine.parameter("tower_a_0.weight"), machine.parameter("tower_b_0.weight")));
  }
}

TEST_CASE("models: the same seed gives the same bytes, another one does not", "[models]") {
  for (const std::string& yaml : all_models()) {
    CAPTURE(yaml);
    const std::vector<TaskConfig> tasks = mixed_tasks(2);
    Machine a(model_of(yaml), tasks, kSchema, at::kFloat, 5);
    Machine b(model_of(yaml), tasks, kSchema, at::kFloat, 5);
    Machine c(model_of(yaml), tasks, kSchema, at::kFloat, 6);
    CHECK(same_bytes(a.store().flat(), b.store().flat()));
    CHECK_FALSE(same_bytes(a.store().flat(), c.store().flat()));
    const Batch batch = batch_of(random_rows(kSchema, tasks, 50, "rows"), at::kFloat);
    const auto first = a.forward_backward(batch);
    CHECK(first == b.forward_backward(batch));
    CHECK(same_bytes(a.gradient(), b.gradient()));
    // Nothing is left over from the first time.
    const at::Tensor gradient = a.gradient().clone();
    CHECK(first == a.forward_backward(batch));
    CHECK(same_bytes(a.gradient(), gradient));
  }
}

TEST_CASE("models: learn 32 rows by heart", "[models]") {
  const std::string experts = "experts: {count: 4, hidden: [24, 16]}, tower: {hidden: [12]}}";
  const std::string bottom = "bottom: {hidden: [48, 24]}, tower: {hidden: [12]}}";
  for (const std::string& yaml :
       {"{type: mmoe, " + experts, "{type: omoe, " + experts, "{type: shared_bottom, " + bottom,
        "{type: single_task, " + bottom}) {
    CAPTURE(yaml);
    const std::vector<TaskConfig> tasks = mixed_tasks(2);
    const Schema schema = schema_of(8, {{32, 4}});
    Machine machine(model_of(yaml), tasks, schema, at::kFloat);
    AdamConfig config;
    config.learning_rate = 0.01;
    const auto optimizer = make_optimizer(config, machine.store());
    const Batch batch = batch_of(random_rows(schema, tasks, 32, "rows"), at::kFloat);
    const std::vector<double> before = machine.forward_backward(batch);
    for (int64_t step = 1; step <= 400; ++step) {
      machine.forward_backward(batch);
      at::Tensor gradient = machine.gradient();
      optimizer->step(gradient, 1, step);
    }
    const std::vector<double> after = machine.forward_backward(batch);
    for (const size_t task : {0, 1}) {
      CAPTURE(task, before[task]);
      CHECK(after[task] < 0.01);
    }
  }
}

}  // namespace mmoe
