#include "report/model_shape.h"

#include "support/torch_test.h"

#include "report/graph_dot.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

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
