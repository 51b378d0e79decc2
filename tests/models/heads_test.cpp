// Relations between tasks: what they compute, on any backbone, and their gradients.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>

#include "support/catch.h"
#include "support/errors.h"
#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;
using Catch::Matchers::ContainsSubstring;

namespace {

const Schema kSchema = schema_of(3, {{4, 2}});

// Binary tasks click, buy and both; `task` stands in the place of the second's other keys.
RunConfig config_of(const std::string& model, const std::string& second = "") {
  return parse_config(
      "{name: test, data: {type: synthetic}, features: [{name: x0, type: numeric}], tasks: ["
      "{name: click, type: binary, label: y0}, {name: buy, type: binary, label: y1" +
          second + "}, {name: both, type: binary, label: y2, weight: 0.5}], model: " + model + "}",
      "test");
}

Machine machine_of(const RunConfig& config) {
  return {config.model, config.tasks, kSchema, at::kDouble};
}

Batch rows_of(const RunConfig& config, int64_t rows = 7) {
  return batch_of(random_rows(kSchema, config.tasks, rows, "rows", 0.3), at::kDouble);
}

const std::string kProduct = "relations: [{type: product, task: both, of: [click, buy]}]";
const std::string kTowers = ", tower: {hidden: [3], activation: tanh}";

const std::vector<std::string> kModels = {
    "{type: shared_bottom, bottom: {hidden: [4], activation: tanh}",
    "{type: shared_bottom, bottom: {hidden: []}",
    "{type: single_task, bottom: {hidden: []}",
    "{type: mmoe, experts: {count: 2, hidden: [3], activation: tanh}",
    "{type: ple, levels: [{hidden: [3], activation: tanh}]",
    "{type: backbone, blocks: [{name: deep, type: mlp, inputs: features, hidden: [3], activation: "
    "tanh}]"};

}  // namespace

TEST_CASE("product: the task's probability is that of the others multiplied", "[models]") {
  for (const std::string& model : kModels) {
    for (const std::string& tower : {kTowers, std::string(", tower: {hidden: []}")}) {
      CAPTURE(model, tower);
      const RunConfig config = config_of(model + ", " + kProduct + tower + "}");
      Machine machine = machine_of(config);
      const auto logits = machine.logits(rows_of(config));
      const at::Tensor expected = at::sigmoid(logits[0]) * at::sigmoid(logits[1]);
      CHECK(difference(at::sigmoid(logits[2]), expected, 1e-14) == "");
      for (const ParameterStore::Entry& entry : machine.store().entries()) {
        CHECK_THAT(entry.name, !ContainsSubstring("both"));
      }
      CHECK(gradient_difference(machine, rows_of(config)) == "");
      CHECK(gradient_difference(machine, rows_of(config, 1)) == "");
    }
  }
}

TEST_CASE("product: towers of different depth right on the input", "[models]") {
  const RunConfig config =
      config_of("{type: shared_bottom, bottom: {hidden: []}, " + kProduct + kTowers + "}",
                ", tower: {hidden: []}");
  Machine machine = machine_of(config);
  CHECK(machine.parameter("input.weight").size(2) == 3 + 1);
  CHECK(gradient_difference(machine, rows_of(config)) == "");
}

TEST_CASE("aitm: transfers and penalises along the funnel", "[models]") {
  const RunConfig config = config_of(
      "{type: shared_bottom, bottom: {hidden: [4], activation: tanh}, relations: [{type: aitm, "
      "tasks: [buy, click, both], penalty: 0.7}]" +
      kTowers + "}");
  Machine machine = machine_of(config);
  const auto penalty = [](const std::vector<at::Tensor>& logits) {
    const auto p = [&](size_t task) { return at::sigmoid(logits[task]); };
    return 0.7 *
           ((p(0) - p(1)).clamp_min(0).mean() + (p(2) - p(0)).clamp_min(0).mean()).item<double>();
  };
  const Batch batch = rows_of(config);
  CHECK(penalty(machine.logits(batch)) > 0);
  CHECK(gradient_difference(machine, batch, penalty) == "");
  CHECK(machine.has("tower_click_transfer.weight"));
  CHECK(machine.has("tower_both_handed_on_0.weight"));
  CHECK_FALSE(machine.has("tower_buy_transfer.weight"));
}

TEST_CASE("aitm: towers of different widths are an error", "[models]") {
  const RunConfig config = config_of(
      "{type: shared_bottom, relations: [{type: aitm, tasks: [click, buy]}], tower: {hidden: [3]}}",
      ", tower: {hidden: [5]}");
  CHECK(error_of([&] { machine_of(config); }) ==
        "model.relations: aitm needs last hidden layers of one width, but that of 'click' has 3 "
        "columns and that of 'buy' 5");
}

TEST_CASE("bayes: a task sees the towers of others, in whatever order", "[models]") {
  const RunConfig config = config_of(
      "{type: mmoe, experts: {count: 2, hidden: [4], activation: tanh}, relations: ["
      "{type: bayes, task: click, on: [buy, both], hidden: [5, 2], activation: tanh}, "
      "{type: bayes, task: buy, on: [both], hidden: [6], activation: tanh}]" +
      kTowers + "}");
  Machine machine = machine_of(config);
  CHECK(machine.parameter("tower_buy_bayes_0.weight").sizes() == at::IntArrayRef{1, 3 + 3, 6});
  CHECK(machine.parameter("tower_click_bayes_0.weight").sizes() ==
        at::IntArrayRef{1, 3 + 6 + 3, 5});
  CHECK(machine.parameter("tower_click_logit.weight").sizes() == at::IntArrayRef{1, 2, 1});
  CHECK(gradient_difference(machine, rows_of(config)) == "");
}

TEST_CASE("relations that want a tower's layer where there is none are an error", "[models]") {
  const RunConfig config = config_of(
      "{type: shared_bottom, bottom: {hidden: []}, tower: {hidden: []}, relations: [{type: bayes, "
      "task: buy, on: [click]}]}");
  CHECK(error_of([&] { machine_of(config); }) ==
        "model.relations: the tower of 'buy' has no layer before its logit; give it one, or a "
        "bottom");
}

}  // namespace mmoe
