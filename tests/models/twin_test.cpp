// Every model equals its twin of plain torch::nn modules: logits, losses, gradients of all
// parameters, running statistics.
#include "support/torch_test.h"

#include "support/torch_twin.h"

namespace mmoe {

using namespace test;

namespace {

struct Rows {
  int64_t count;
  double missing;  // share of labels
};

void check_twin(const std::string& yaml, const std::vector<TaskConfig>& tasks, const Schema& schema,
                Rows rows, at::ScalarType type) {
  const ModelConfig config = model_of(yaml);
  Machine machine(config, tasks, schema, type);
  // Batch norm of a few rows divides by small deviations, and float32 shows it.
  const double rounding = module_buffers(machine.model()).empty() ? 1e-5 : 5e-5;
  const double tolerance = type == at::kDouble ? 1e-10 : rounding;
  Twin twin(config, schema, machine);
  const Dataset data = random_rows(schema, tasks, rows.count, "rows", rows.missing);
  const Batch batch = batch_of(data, type);
  const std::vector<double> losses = machine.forward_backward(batch);
  const std::vector<double> expected = twin.forward_backward(batch);
  for (size_t task = 0; task < tasks.size(); ++task) {
    CHECK(losses[task] == Approx(expected[task]).epsilon(tolerance).margin(tolerance));
  }
  CHECK(twin.difference_to(machine, tolerance) == "");
  const auto logits = machine.logits(batch), twin_logits = twin.logits(batch, false);
  for (size_t task = 0; task < tasks.size(); ++task) {
    CHECK(difference(logits[task], twin_logits[task], tolerance) == "");
  }
}

// In both types, with numerics alone and with embeddings, labels present and missing.
void check_twin(const std::string& yaml, std::vector<TaskConfig> tasks = mixed_tasks(3)) {
  for (const auto type : {at::kDouble, at::kFloat}) {
    for (const auto& schema :
         {schema_of(6), schema_of(3, {{5, 4}, {11, 3}}), schema_of(0, {{9, 6}}), every_kind()}) {
      for (const Rows rows : {Rows{40, 0}, Rows{13, 0.4}}) {
        CAPTURE(yaml, static_cast<int>(type), schema.fields.size(), rows.count);
        check_twin(yaml, tasks, schema, rows, type);
      }
    }
  }
}

}  // namespace

TEST_CASE("twin: single_task", "[models]") {
  check_twin("{type: single_task, bottom: {hidden: [7]}, tower: {hidden: [4]}}");
  check_twin(
      "{type: single_task, bottom: {hidden: [7, 5], batch_norm: true}, "
      "tower: {hidden: [4, 3], activation: tanh, batch_norm: true}}");
}

TEST_CASE("twin: shared_bottom", "[models]") {
  check_twin("{type: shared_bottom, bottom: {hidden: [7]}, tower: {hidden: [4]}}");
  check_twin(
      "{type: shared_bottom, bottom: {hidden: [8, 6, 5], activation: silu}, "
      "tower: {hidden: []}}");
  check_twin(
      "{type: shared_bottom, bottom: {hidden: [7, 5], batch_norm: true}, "
      "tower: {hidden: [4], batch_norm: true}}");
}

TEST_CASE("twin: nothing between the input and the towers", "[models]") {
  std::vector<TaskConfig> tasks = mixed_tasks(3);
  TowerConfig own;
  own.hidden = {};
  std::visit([&](auto& task) { task.tower = own; }, tasks[1]);
  for (const std::string type : {"single_task", "shared_bottom"}) {
    check_twin("{type: " + type + ", bottom: {hidden: []}, tower: {hidden: [5, 4]}}", tasks);
  }
}

TEST_CASE("twin: omoe", "[models]") {
  check_twin("{type: omoe, experts: {count: 3, hidden: [7]}, tower: {hidden: [4]}}");
  check_twin(
      "{type: omoe, experts: {count: 4, hidden: [7, 5], batch_norm: true}, "
      "gate: {type: softmax, bias: true}, tower: {hidden: [4]}}");
  check_twin("{type: omoe, experts: {count: 3, hidden: [6, 5]}, gate: {type: average}}");
}

TEST_CASE("twin: mmoe", "[models]") {
  check_twin("{type: mmoe, experts: {count: 3, hidden: [7]}, tower: {hidden: [4]}}");
  check_twin("{type: mmoe, experts: {count: 1, hidden: [4]}, tower: {hidden: []}}");
  check_twin(
      "{type: mmoe, experts: {count: 5, hidden: [8, 6, 4], activation: gelu}, "
      "gate: {type: softmax, bias: true}, tower: {hidden: [5, 3], activation: sigmoid}}");
  check_twin(
      "{type: mmoe, experts: {count: 3, hidden: [7, 5], batch_norm: true}, "
      "tower: {hidden: [4], batch_norm: true}}");
}

TEST_CASE("twin: mmoe with deep gates", "[models]") {
  check_twin(
      "{type: mmoe, experts: {count: 3, hidden: [7, 5]}, "
      "gate: {type: softmax, hidden: [6], bias: true}}");
  check_twin(
      "{type: mmoe, experts: {count: 4, hidden: [7]}, "
      "gate: {type: softmax, hidden: [6, 5], activation: leaky_relu}}");
  check_twin(
      "{type: mmoe, experts: {count: 4, hidden: [7], activation: none}, "
      "gate: {type: softmax, hidden: [6], activation: none}, "
      "tower: {hidden: [3], activation: none}}");
}

TEST_CASE("twin: mmoe with the mean for a gate", "[models]") {
  check_twin("{type: mmoe, experts: {count: 3, hidden: [7, 5]}, gate: {type: average}}");
}

TEST_CASE("twin: a tower of a task's own", "[models]") {
  std::vector<TaskConfig> tasks = mixed_tasks(3);
  TowerConfig own;
  own.hidden = {9, 2};
  own.batch_norm = true;
  std::visit([&](auto& task) { task.tower = own; }, tasks[1]);
  own.hidden = {};
  std::visit([&](auto& task) { task.tower = own; }, tasks[2]);
  for (const std::string& yaml : twin_models()) check_twin(yaml, tasks);
}

TEST_CASE("twin: one task, five tasks, one row, one label", "[models]") {
  for (const std::string& yaml : twin_models()) {
    CAPTURE(yaml);
    const Schema schema = schema_of(3, {{5, 4}});
    check_twin(yaml, mixed_tasks(1), schema, {20, 0.2}, at::kDouble);
    check_twin(yaml, mixed_tasks(5), schema, {20, 0.2}, at::kDouble);
    check_twin(yaml, mixed_tasks(2), schema, {1, 0}, at::kDouble);
    // From the second row on every label is missing.
    check_twin(yaml, mixed_tasks(2), schema, {8, 1}, at::kDouble);
  }
}

TEST_CASE("twin: wide layers, as benchmarks have them", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  check_twin("{type: mmoe, experts: {count: 8, hidden: [64, 32]}, tower: {hidden: [16]}}", tasks,
             schema_of(7, {{20, 8}, {300, 8}, {3, 8}}), {257, 0.1}, at::kFloat);
}

}  // namespace mmoe
