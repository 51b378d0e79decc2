#include "report/activity_tables.h"

#include "support/torch_test.h"

#include "report/activity_json.h"
#include "report/activity_warnings.h"
#include "report/experts.h"

namespace mmoe {

namespace {

using Texts = std::vector<std::string>;

GateLoad gate(const std::string& name, const std::vector<double>& weight) {
  return {name, {"x", "y", "z"}, weight, std::vector<double>(weight.size(), 0.125), weight, 0.811};
}

// Three experts that differ, two gates that differ.
MixtureActivity healthy() {
  return {"experts",
          {"x", "y", "z"},
          {"buy", "price"},
          {{0, 0.5}, {0.5, 0}},
          {{1, 0.25, -0.5}, {0.25, 1, 0}, {-0.5, 0, 1}},
          {1, 0.5, 2},
          {0.5, 0.25, 0.75},
          {{16, 12}, {16, 16}, {16, 0}}};
}

Texts warnings_of(const MixtureActivity& mixture) {
  return activity_warnings({{}, {mixture}, {}, {}});
}

const std::string kSpread = "; model.gate.expert_dropout or a temperature above 1 may help";
const std::string kRevive =
    "; a lower train.optimizer.learning_rate or activation: leaky_relu may help";

}  // namespace

TEST_CASE("activity: gates as a table and as JSON", "[report]") {
  const GateLoad load = {"buy", {"x", "y"}, {0.25, 0.75}, {0.125, 0.5}, {0, 1}, 0.811};
  CHECK(gate_table({load}) ==
        "  gate  entropy  mean weight of each expert\n"
        "  buy     0.811                 0.250 0.750\n");
  CHECK(gate_table({}) == "");
  CHECK(gates_json({load}).dump() ==
        R"({"buy":{"experts":["x","y"],"weight":[0.25,0.75],"deviation":[0.125,0.5],)"
        R"("largest":[0.0,1.0],"entropy":0.811}})");
}

TEST_CASE("activity: all of it as tables", "[report]") {
  MixtureActivity mixture = healthy();
  mixture.similarity[2][0] = std::nullopt;
  const Activity all = {{gate("buy", {0.25, 0.5, 0.25})},
                        {mixture},
                        {{"tower_buy_0", {true, false, true}}},
                        {{"buy", {3, 2}}}};
  CHECK(activity_tables(all) ==
        "gate buy: entropy 0.811\n"
        "  expert  mean weight  deviation  largest\n"
        "  x             0.250      0.125    0.250\n"
        "  y             0.500      0.125    0.500\n"
        "  z             0.250      0.125    0.250\n"
        "experts: distance of gates\n"
        "  gate     buy  price\n"
        "  buy    0.000  0.500\n"
        "  price  0.500  0.000\n"
        "experts: outputs and their correlation\n"
        "  expert  deviation  live units      x      y       z\n"
        "  x           1.000    12 of 16  1.000  0.250  -0.500\n"
        "  y           0.500    16 of 16  0.250  1.000   0.000\n"
        "  z           2.000     0 of 16    n/a  0.000   1.000\n"
        "  layer        units  live\n"
        "  tower_buy_0      3     2\n");
  CHECK(activity_tables({}) == "no gates: nothing in this model weighs experts\n");
}

TEST_CASE("activity: mixtures, layers and towers as JSON", "[report]") {
  MixtureActivity mixture = healthy();
  mixture.deviation[0] = 0;
  mixture.similarity[0][0] = std::nullopt;
  mixture.most_weight[1] = 0.0009;
  mixture.similarity[1][2] = mixture.similarity[2][1] = 0.96;
  const Json json =
      activity_json({{}, {mixture}, {{"bottom_0", {true, false}}}, {{"buy", {16, 7}}}});
  CHECK(json["gates"].dump() == "{}");
  CHECK(json["mixtures"]["experts"].dump() ==
        R"({"experts":["x","y","z"],"gates":["buy","price"],"distance":[[0.0,0.5],[0.5,0.0]],)"
        R"("similarity":[[null,0.25,-0.5],[0.25,1.0,0.96],[-0.5,0.96,1.0]],)"
        R"("deviation":[0.0,0.5,2.0],"units":16,"live":[12,16,0],"dead":["x","y"],)"
        R"("duplicates":[["y","z"]]})");
  CHECK(json["layers"].dump() == R"({"bottom_0":{"units":2,"live":1}})");
  CHECK(json["towers"].dump() == R"({"buy":{"units":16,"live":7}})");
}

TEST_CASE("activity: an expert that is still and unused is dead once", "[report]") {
  MixtureActivity mixture = healthy();
  mixture.deviation = {0, 1, 0};
  mixture.most_weight = {0, 0, 1};
  CHECK(dead_experts(mixture) == std::vector<size_t>{0, 1, 2});
  CHECK(still_experts(mixture) == std::vector<size_t>{0, 2});
  CHECK(unused_experts(mixture) == std::vector<size_t>{0, 1});
}

TEST_CASE("activity: gates that have settled are warned of", "[report]") {
  const auto warnings = [](const std::vector<double>& weight) {
    return activity_warnings({{gate("a", weight)}, {}, {}, {}});
  };
  CHECK(warnings({0.5, 0.5, 0}).empty());
  CHECK(warnings({0.05, 0.95, 0}).empty());
  CHECK(warnings({1}).empty());  // there is but one
  CHECK(warnings({0.01, 0.99, 0}) ==
        Texts{"the gate a has settled on expert y, whose mean weight is 0.990" + kSpread});
}

TEST_CASE("activity: experts that add nothing are warned of", "[report]") {
  CHECK(warnings_of(healthy()).empty());
  MixtureActivity unused = healthy(), still = healthy(), copies = healthy();
  unused.most_weight = {0.0001, 0.9999, 0};
  CHECK(warnings_of(unused) ==
        Texts{"no gate uses experts x, z of experts: mean weight below 0.001 in each" + kSpread});
  still.deviation[1] = 0;
  CHECK(warnings_of(still) ==
        Texts{"the outputs of expert y of experts are the same for every row" + kRevive});
  copies.similarity[0][1] = copies.similarity[1][0] = 0.987;
  CHECK(warnings_of(copies) ==
        Texts{"experts x, y of experts are nearly copies, with a correlation of 0.987; fewer "
              "experts would do as well, and expert_dropout may keep them apart"});
  copies.similarity[0][1] = copies.similarity[1][0] = -0.987;
  CHECK(warnings_of(copies).empty());
}

TEST_CASE("activity: gates that are all alike are warned of", "[report]") {
  MixtureActivity mixture = healthy();
  mixture.distance = {{0, 0.019}, {0.019, 0}};
  const Texts warnings = warnings_of(mixture);
  REQUIRE(warnings.size() == 1);
  CHECK(
      warnings[0].starts_with("the gates of experts weigh its experts alike for all tasks: no "
                              "two differ by more than 0.019 of the weight; one gate (omoe)"));
  mixture.gates = {"all"};  // one gate has nobody to differ from
  mixture.distance = {{0}};
  CHECK(warnings_of(mixture).empty());
}

TEST_CASE("activity: towers of few live units are warned of", "[report]") {
  const auto warnings = [](const UnitCount& count) {
    return activity_warnings({{}, {}, {}, {{"buy", count}}});
  };
  CHECK(warnings({8, 2}).empty());
  CHECK(warnings({8, 1}) == Texts{"only 1 of 8 units of the tower of buy are live" + kRevive});
}

}  // namespace mmoe
