// Groups of features as inputs of a network.
#include "models/inputs.h"

#include "support/torch_test.h"

#include "support/errors.h"
#include "support/torch_blocks.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

const RandomStream kStream(1, "init");

GroupConfig group_of(const std::string& name, std::vector<std::string> features,
                     GroupPooling pooling = GroupPooling::concat) {
  return {name, std::move(features), pooling};
}

ModelBase config_of(std::vector<GroupConfig> groups) {
  ModelBase config;
  config.groups = std::move(groups);
  return config;
}

struct Setup {
  Schema schema = every_kind();
  ModelBase config;
  Graph graph;
  Inputs inputs;

  explicit Setup(std::vector<GroupConfig> all = {})
      : config(config_of(std::move(all))), inputs(graph, schema, config, "input", kStream) {}

  std::vector<std::string> nodes() const {
    std::vector<std::string> names;
    for (const Graph::Node& node : graph.nodes()) names.push_back(node.name);
    return names;
  }
  // "feature first+width", with a star for embeddings.
  std::vector<std::string> columns(const std::string& group) {
    std::vector<std::string> all;
    for (const FeatureColumns& one : inputs.group(group).columns) {
      all.push_back(one.feature + (one.embedded ? "* " : " ") + std::to_string(one.first) + "+" +
                    std::to_string(one.width));
    }
    return all;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("inputs: a group has its features' embeddings, then its numbers", "[models]") {
  Setup setup({group_of("user", {"n1", "f1", "l0", "f0"})});
  CHECK(setup.columns("user") == Texts{"f0* 0+4", "f1* 4+3", "l0* 7+4", "n1 11+1"});
  CHECK(setup.inputs.group("user").source.width == 12);
  CHECK(setup.nodes() == Texts{"input_user"});
  CHECK(&setup.inputs.group("user") == &setup.inputs.group("user"));
  CHECK(setup.nodes().size() == 1);
}

TEST_CASE("inputs: 'features' are all of them", "[models]") {
  Setup setup;
  CHECK(setup.columns("features") == Texts{"f0* 0+4", "f1* 4+3", "f2* 7+4", "l0* 11+4", "l1* 15+3",
                                           "l2* 18+3", "l3* 21+6", "l4* 27+4", "l5* 31+4",
                                           "p0* 35+2", "p1* 37+4", "n0 41+1", "n1 42+1"});
  CHECK(setup.inputs.group("features").source.width == 43);
  CHECK(setup.nodes() == Texts{"input_features", "input_sequence_5_l5", "input_attention_5_l5",
                               "input_piecewise", "input_features_all"});
}

TEST_CASE("inputs: patterns, and groups that share blocks and tables", "[models]") {
  Setup setup({group_of("a", {"f0", "l5", "p*"}), group_of("b", {"l5", "p1", "l0"})});
  CHECK(setup.columns("a") == Texts{"f0* 0+4", "l5* 4+4", "p0* 8+2", "p1* 10+4"});
  CHECK(setup.columns("b") == Texts{"l0* 0+4", "l5* 4+4", "p1* 8+4"});
  CHECK(setup.nodes() == Texts{"input_a", "input_sequence_5_l5", "input_attention_5_l5",
                               "input_piecewise", "input_a_all", "input_b", "input_b_all"});
  const auto& nodes = setup.graph.nodes();
  CHECK(nodes[0].block->parameters()[0].value.is_same(nodes[5].block->parameters()[0].value));
  const ParameterStore store(setup.graph, of(at::kFloat));
  int64_t tables = 0;
  for (const ParameterStore::Entry& entry : store.entries()) {
    tables += entry.kind == ParameterKind::table ? 1 : 0;
  }
  CHECK(tables == 1);
}

TEST_CASE("inputs: a pooled group has one embedding, and numbers behind", "[models]") {
  Setup setup({group_of("pooled", {"f0", "f2", "l0", "l5", "n*"}, GroupPooling::sum),
               group_of("numbers", {"n*"}, GroupPooling::mean)});
  CHECK(setup.columns("pooled") == Texts{"pooled* 0+4", "n0 4+1", "n1 5+1"});
  CHECK(setup.columns("numbers") == Texts{"n0 0+1", "n1 1+1"});
  CHECK(setup.nodes().back() == "input_numbers");
}

TEST_CASE("inputs: what is wrong with groups is said", "[models]") {
  Setup setup({group_of("a", {"f0", "agee"}), group_of("b", {"f*"}, GroupPooling::mean)});
  const auto message = [&](const std::string& name) {
    return error_of([&] { setup.inputs.group(name); });
  };
  CHECK(message("a") == "model.groups: the group 'a' names 'agee', which is no feature");
  CHECK(message("b") ==
        "model.groups: the embeddings of the group 'b' cannot be pooled, as they differ in width: "
        "f0 4, f1 3, f2 4");
  CHECK(message("feature") == "no group of features is named 'feature'; did you mean 'features'?");
}

namespace {

// The parameters of both under the same name become those of the first.
void copy_parameters(const Machine& from, const Machine& to) {
  for (const ParameterStore::Entry& entry : to.store().entries()) {
    at::Tensor value = entry.value;
    if (from.has(entry.name)) value.copy_(from.parameter(entry.name));
  }
}

}  // namespace

TEST_CASE("inputs: one group of all fields and numbers is no group", "[models]") {
  const Schema schema = schema_of(3, {{5, 4}, {7, 2}});
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const std::string& yaml : all_models()) {
    CAPTURE(yaml);
    const std::string grouped =
        yaml.substr(0, yaml.size() - 1) + ", groups: [{name: all, features: ['*']}]}";
    Machine plain(model_of(yaml), tasks, schema, at::kDouble);
    Machine groups(model_of(grouped), tasks, schema, at::kDouble);
    const Batch batch = batch_of(random_rows(schema, tasks, 20, "rows"), at::kDouble);
    copy_parameters(plain, groups);
    const auto expected = plain.forward_backward(batch), found = groups.forward_backward(batch);
    for (const size_t task : {0, 1}) CHECK(found[task] == Approx(expected[task]).epsilon(1e-12));
    // Tables are drawn alike; weights lie where they lay.
    CHECK(plain.store().count() == groups.store().count());
    for (const ParameterStore::Entry& entry : groups.store().entries()) {
      if (!plain.has(entry.name)) continue;
      CHECK(difference(groups.gradient_of(entry.name), plain.gradient_of(entry.name), 1e-12) == "");
    }
  }
}

TEST_CASE("inputs: every model takes groups side by side", "[models]") {
  const Schema schema = every_kind();
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  for (const std::string& yaml : all_models()) {
    CAPTURE(yaml);
    const std::string grouped =
        yaml.substr(0, yaml.size() - 1) +
        ", groups: [{name: items, features: [f0, f2, l0, l5, n0], pooling: sum}, "
        "{name: rest, features: [f1, 'p*', l3]}]}";
    Machine machine(model_of(grouped), tasks, schema, at::kDouble);
    const Batch batch = batch_of(random_rows(schema, tasks, 30, "rows"), at::kDouble);
    machine.forward_backward(batch);
    for (const ParameterStore::Entry& entry : machine.store().entries()) {
      CAPTURE(entry.name);
      CHECK(machine.gradient_of(entry.name).abs().sum().item<double>() > 0);
    }
  }
}

}  // namespace mmoe
