// Progressive layered extraction: the models it contains, and its gradients.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = schema_of(3, {{5, 3}});

void copy(const Machine& from, const std::string& source, Machine& to, const std::string& target) {
  to.parameter(target).copy_(from.parameter(source));
}

}  // namespace

TEST_CASE("ple: one level without experts of tasks is MMoE", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(3);
  for (const auto type : {at::kFloat, at::kDouble}) {
    for (const std::string gate :
         {"{type: softmax, bias: true}", "{type: softmax, hidden: [4]}", "{type: average}"}) {
      CAPTURE(gate);
      const std::string rest = ", gate: " + gate + ", tower: {hidden: [4]}}";
      Machine mmoe(model_of("{type: mmoe, experts: {count: 4, hidden: [6, 5]}" + rest), tasks,
                   kSchema, type, 1);
      Machine ple(model_of("{type: ple, levels: [{shared: 4, per_task: 0, hidden: [6, 5]}]" + rest),
                  tasks, kSchema, type, 2);
      CHECK(ple.store().count() == mmoe.store().count());
      for (const ParameterStore::Entry& entry : mmoe.store().entries()) {
        const bool same_name = ple.has(entry.name);
        copy(mmoe, entry.name, ple, same_name ? entry.name : "level_0_" + entry.name);
      }
      const Batch batch = batch_of(random_rows(kSchema, tasks, 40, "rows", 0.2), type);
      const auto expected = mmoe.logits(batch), found = ple.logits(batch);
      for (size_t task = 0; task < tasks.size(); ++task) {
        CHECK(same_bytes(found[task], expected[task]));
      }
      CHECK(mmoe.forward_backward(batch) == ple.forward_backward(batch));
      // Without gates MMoE adds the tasks' gradients up earlier.
      CHECK(difference(ple.gradient_of("input.weight"), mmoe.gradient_of("input.weight"),
                       type == at::kDouble ? 1e-13 : 1e-6) == "");
    }
  }
}

TEST_CASE("ple: a task's experts get nothing from other tasks", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  Machine ple(model_of("{type: ple, levels: [{shared: 1, per_task: 2, hidden: [4]}]}"), tasks,
              kSchema, at::kDouble);
  Dataset data = random_rows(kSchema, tasks, 30, "rows");
  for (size_t row = 0; row < 30; ++row) data.labels[row * 2 + 1] = std::nanf("");
  ple.forward_backward(batch_of(data, at::kDouble));
  // Experts of task a, of task b, shared; four columns each.
  const at::Tensor sizes =
      ple.gradient_of("input.weight")[0].abs().sum(0).narrow(0, 0, 20).view({5, 4}).sum(1);
  CHECK(sizes[0].item<double>() > 0);
  CHECK(sizes[1].item<double>() > 0);
  CHECK(sizes[2].item<double>() == 0);
  CHECK(sizes[3].item<double>() == 0);
  CHECK(sizes[4].item<double>() > 0);
}

TEST_CASE("ple: gates of several levels are distributions over what they see", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  Machine ple(model_of("{type: ple, levels: [{shared: 2, per_task: 1, hidden: [4]}, {shared: 1, "
                       "per_task: 2, hidden: [3]}]}"),
              tasks, kSchema, at::kDouble);
  ple.logits(batch_of(random_rows(kSchema, tasks, 10, "rows"), at::kDouble));
  std::vector<std::string> names;
  for (const MultiTaskModel::Gate& gate : ple.model().gates) {
    names.push_back(gate.name + " " + std::to_string(gate.weights.width));
  }
  CHECK(names == std::vector<std::string>{"level_0.a 3", "level_0.b 3", "level_0.shared 4",
                                          "level_1.a 3", "level_1.b 3"});
  const at::Tensor gates = ple.output("level_0_all_gates", 10).unflatten(1, at::IntArrayRef{3, 4});
  CHECK(difference(gates.sum(2), filled({10, 3}, 1, at::kDouble), 1e-12) == "");
  // Task a does not see b's expert, nor b a's.
  CHECK(gates.select(1, 0).select(1, 1).abs().max().item<double>() == 0);
  CHECK(gates.select(1, 1).select(1, 0).abs().max().item<double>() == 0);
  CHECK(gates.select(1, 2).min().item<double>() > 0);
}

TEST_CASE("ple: gradients of any levels", "[models]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Batch batch = batch_of(random_rows(kSchema, tasks, 6, "rows", 0.2), at::kDouble);
  const std::string tanh = ", activation: tanh";
  for (const std::string& levels :
       {"{shared: 1, per_task: 1, hidden: [3]" + tanh +
            "}, {shared: 2, per_task: 1, hidden: [2, "
            "3]" +
            tanh + "}, {shared: 0, per_task: 2, hidden: [2]" + tanh + "}",
        "{shared: 0, per_task: 1, hidden: [2]" + tanh + "}, {shared: 1, per_task: 0, hidden: [2]" +
            tanh + "}"}) {
    for (const std::string gate : {"{type: softmax, hidden: [2], activation: tanh, bias: true, "
                                   "temperature: 2}",
                                   "{type: average}"}) {
      CAPTURE(levels, gate);
      Machine ple(model_of("{type: ple, levels: [" + levels + "], gate: " + gate +
                           ", tower: {hidden: []}}"),
                  tasks, kSchema, at::kDouble);
      CHECK(gradient_difference(ple, batch) == "");
    }
  }
}

}  // namespace mmoe
