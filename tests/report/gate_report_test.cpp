#include "report/gate_report.h"

#include "support/torch_test.h"

#include "report/graph_dot.h"
#include "report/model_shape.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

TEST_CASE("gates as a table and as JSON", "[report]") {
  const std::vector<GateLoad> loads = {{"buy", {0.25, 0.75}, {0.125, 0.5}, {0, 1}, 0.811}};
  CHECK(gate_table(loads) ==
        "  gate  entropy  mean weight of each expert\n"
        "  buy     0.811                 0.250 0.750\n");
  CHECK(gate_table({}) == "");
  CHECK(
      gates_json(loads).dump() ==
      R"({"buy":{"weight":[0.25,0.75],"deviation":[0.125,0.5],"largest":[0.0,1.0],"entropy":0.811}})");
  CHECK(gates_json({}).dump() == "{}");
}

TEST_CASE("gates that have settled, or leave experts out, are warned of", "[report]") {
  const std::string help = "; model.gate.expert_dropout or a temperature above 1 may help";
  CHECK(gate_warnings({{"a", {0.5, 0.5}, {}, {}, 1}, {"only", {1}, {}, {}, 0}}).empty());
  CHECK(gate_warnings({{"a", {0.01, 0.99}, {}, {}, 0.1}}) ==
        std::vector<std::string>{"the gate a has settled on expert 1, whose mean weight is 0.990" +
                                 help});
  CHECK(gate_warnings({{"a", {0.5, 0.0001, 0.4999, 0}, {}, {}, 0.5}}) ==
        std::vector<std::string>{"the gate a hardly uses experts 1, 3: mean weight below 0.001" +
                                 help});
}

TEST_CASE("a model as a table and as a drawing", "[report]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Machine machine(
      model_of("{type: backbone, tower: {hidden: []}, blocks: [{name: m, type: mmoe, inputs: "
               "d, experts: {count: 2, hidden: [3]}}, {name: d, type: dropout, inputs: features}], "
               "outputs: m}"),
      tasks, schema_of(2, {{5, 3}}), at::kFloat);
  const std::string shape = model_shape(machine.model(), {"a", "b"});
  for (const char* line :
       {"node             takes                     columns  parameters\n",
        "m/gates          m/input[6:10]                   4\n",
        "m/mixture        m/experts_0_end, m/gates        6\n",
        "tower_b_logit    m/mixture[3:6]                  1  weight [1 x 3 x 1], bias [1]\n",
        "task b           tower_b_logit                   1\n"}) {
    CAPTURE(shape);
    CHECK(shape.find(line) != std::string::npos);
  }
  const std::string dot = graph_dot(machine.model(), {"a", "b"});
  for (const char* line :
       {"digraph model {\n", "  subgraph \"cluster_m\" {\n    label=\"m\";\n",
        "    \"m/input\" [label=\"m/input\\n10 columns\\n56 parameters\"];\n",
        "  \"m/input\" -> \"m/gates\" [label=\"6:10\"];\n", "  \"task a\" [shape=ellipse];\n",
        "  \"tower_a_logit\" -> \"task a\";\n"}) {
    CAPTURE(dot);
    CHECK(dot.find(line) != std::string::npos);
  }
}

}  // namespace mmoe
