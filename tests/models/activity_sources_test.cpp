// What models tell of their layers, towers and mixtures.
#include "support/torch_test.h"

#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

using Texts = std::vector<std::string>;

const Schema kSchema = schema_of(3);

// "name columns" of each hidden layer.
Texts layers_of(const MultiTaskModel& model) {
  Texts all;
  for (const MultiTaskModel::Layer& layer : model.layers) {
    all.push_back(layer.name + " " + std::to_string(layer.units.width));
  }
  return all;
}

// "task: layer layer" of each tower.
Texts towers_of(const MultiTaskModel& model) {
  Texts all;
  for (const MultiTaskModel::Tower& tower : model.towers) {
    all.push_back(tower.task + ":");
    for (size_t i = tower.first; i < tower.end; ++i) all.back() += " " + model.layers[i].name;
  }
  return all;
}

struct Model {
  std::vector<TaskConfig> tasks = mixed_tasks(2);
  Machine machine;

  explicit Model(const std::string& yaml) : machine(model_of(yaml), tasks, kSchema, at::kDouble) {}
  const MultiTaskModel* operator->() const { return &machine.model(); }
  const MultiTaskModel& operator*() const { return machine.model(); }

  at::Tensor output(const Source& source) {
    machine.logits(batch_of(random_rows(kSchema, tasks, 5, "rows"), at::kDouble));
    return machine.output(machine.model().nodes()[source.node].name, 5)
        .narrow(1, source.first, source.width);
  }
};

}  // namespace

TEST_CASE("activity sources: every hidden layer and each task's tower", "[models]") {
  const Model shared("{type: shared_bottom, bottom: {hidden: [4, 3]}, tower: {hidden: [2, 5]}}");
  CHECK(layers_of(*shared) == Texts{"bottom_0 4", "bottom_1 3", "tower_a_0 2", "tower_a_1 5",
                                    "tower_b_0 2", "tower_b_1 5"});
  CHECK(towers_of(*shared) == Texts{"a: tower_a_0 tower_a_1", "b: tower_b_0 tower_b_1"});
  const Model on_input("{type: single_task, bottom: {hidden: []}, tower: {hidden: [2]}}");
  CHECK(towers_of(*on_input) == Texts{"a: tower_a_0", "b: tower_b_0"});
  const Model bare("{type: shared_bottom, bottom: {hidden: [4]}, tower: {hidden: []}}");
  CHECK(layers_of(*bare) == Texts{"bottom_0 4"});
  CHECK(towers_of(*bare).empty());
}

TEST_CASE("activity sources: units come after the activation", "[models]") {
  for (const std::string tail : {"", ", batch_norm: true", ", dropout: 0.5"}) {
    Model model("{type: mmoe, experts: {count: 2, hidden: [4], activation: relu" + tail +
                "}, tower: {hidden: [3], activation: relu" + tail + "}}");
    for (const MultiTaskModel::Layer& layer : model->layers) {
      const at::Tensor units = model.output(layer.units);
      CAPTURE(layer.name, tail);
      CHECK(units.min().item<double>() == 0);
      CHECK(units.max().item<double>() > 0);
    }
  }
}

TEST_CASE("activity sources: a mixture's experts and gates", "[models]") {
  const Model mmoe("{type: mmoe, experts: {count: 3, hidden: [4, 2]}}");
  REQUIRE(mmoe->mixtures.size() == 1);
  const MultiTaskModel::Mixture& mixture = mmoe->mixtures[0];
  CHECK(mixture.name == "experts");
  CHECK(mixture.experts == Texts{"0", "1", "2"});
  CHECK(mixture.gates == Texts{"a", "b"});
  CHECK(mixture.outputs.width == 6);
  CHECK(mixture.weights.width == 6);
  const Model average("{type: mmoe, experts: {count: 3, hidden: [4]}, gate: average}");
  REQUIRE(average->mixtures.size() == 1);
  CHECK(average->mixtures[0].gates.empty());
  const Model blocks(
      "{type: backbone, blocks: [{name: m, type: moe, inputs: features}], outputs: m}");
  CHECK(blocks->mixtures.at(0).name == "m/experts");
  CHECK(blocks->mixtures.at(0).gates == Texts{"m"});
}

TEST_CASE("activity sources: weights of levels are those of the gates, 0 for what is not seen",
          "[models]") {
  Model ple(
      "{type: ple, levels: [{shared: 1, per_task: 2, hidden: [4]}, {shared: 1, per_task: 1, "
      "hidden: [3]}]}");
  REQUIRE(ple->mixtures.size() == 2);
  const MultiTaskModel::Mixture& first = ple->mixtures[0];
  CHECK(first.name == "level_0_experts");
  CHECK(first.experts == Texts{"a.0", "a.1", "b.0", "b.1", "shared.0"});
  CHECK(first.gates == Texts{"level_0.a", "level_0.b", "level_0.shared"});
  CHECK(ple->mixtures[1].gates == Texts{"level_1.a", "level_1.b"});
  CHECK(ple->gates[1].experts == Texts{"b.0", "b.1", "shared.0"});
  CHECK(ple->gates[2].experts == first.experts);
  const at::Tensor spread = ple.output(first.weights).narrow(1, 5, 5);
  const at::Tensor own = ple.output(ple->gates[1].weights);
  CHECK(difference(spread.narrow(1, 2, 3), own, 1e-15) == "");
  CHECK(spread.narrow(1, 0, 2).abs().max().item<double>() == 0);
}

}  // namespace mmoe
