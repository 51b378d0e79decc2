// --set KEY=VALUE, of config/merge.h.
#include "config/merge.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

namespace {

constexpr const char* kTree = R"(train: {epochs: 1, optimizer: {type: adam, l2: 1}}
tasks:
  - {name: buy, weight: 1}
  - {name: view, weight: 1}
  - {name: 0, weight: 1}
)";

Node tree_with(const std::string& assignment, std::vector<Problem>& problems) {
  Node tree = parse_yaml(kTree, "c.yaml", problems);
  apply_override(tree, assignment, problems);
  return tree;
}

// The value at the first key, after the override.
std::string after(const std::string& key, const std::string& assignment) {
  std::vector<Problem> problems;
  const Node tree = tree_with(assignment, problems);
  throw_if_any(problems);
  REQUIRE(tree.find(key) != nullptr);
  return emit_yaml(*tree.find(key));
}

std::string error_of_override(const std::string& assignment) {
  return test::error_of([&] {
    std::vector<Problem> problems;
    tree_with(assignment, problems);
    throw_if_any(problems);
  });
}

}  // namespace

TEST_CASE("an override replaces the whole subtree", "[config]") {
  CHECK(after("train", "train.epochs=3") == "epochs: 3\noptimizer:\n  type: adam\n  l2: 1\n");
  CHECK(after("train", "train.optimizer={type: sgd}") == "epochs: 1\noptimizer:\n  type: sgd\n");
  CHECK(after("train", "train={}") == "{}\n");
  CHECK(after("train", "train.epochs=[64, '32']") ==
        "epochs: [64, \"32\"]\noptimizer:\n  type: adam\n  l2: 1\n");
}

TEST_CASE("an override makes the keys on its way", "[config]") {
  CHECK(after("model", "model.experts.count=4") == "experts:\n  count: 4\n");
  CHECK(after("train", "train.epochs.x=4") ==
        "epochs:\n  x: 4\noptimizer:\n  type: adam\n  l2: 1\n");
}

TEST_CASE("list entries go by name before position", "[config]") {
  const auto weights = [](const std::string& word) {
    std::vector<Problem> problems;
    const Node tree = tree_with("tasks." + word + ".weight=7", problems);
    throw_if_any(problems);
    std::string all;
    for (const Node& task : tree.find("tasks")->items) all += task.find("weight")->text;
    return all;
  };
  CHECK(weights("buy") == "711");
  CHECK(weights("view") == "171");
  CHECK(weights("1") == "171");
  CHECK(weights("2") == "117");
  CHECK(weights("0") == "117");  // the third is named so
}

TEST_CASE("the value of an override may be empty or hold equals signs", "[config]") {
  CHECK(after("train", "train=").starts_with("~"));
  CHECK(after("where", "where='a = 1'") == "\"a = 1\"\n");
}

TEST_CASE("what an override brings stands in the option", "[config]") {
  std::vector<Problem> problems;
  const Node tree = tree_with("model={a: [1]}", problems);
  const Node& model = *tree.find("model");
  for (const Location& where : {model.where, model.entries[0].where, model.find("a")->where,
                                model.find("a")->items[0].where}) {
    CHECK(where.text() == "--set model={a: [1]}");
  }
}

TEST_CASE("errors of overrides show the option", "[config]") {
  struct Case {
    const char *assignment, *message;
  };
  const Case cases[] = {
      {"train.epochs", "an override is written KEY=VALUE, such as train.epochs=3"},
      {"=3", "an override is written KEY=VALUE, such as train.epochs=3"},
      {"tasks.bay.weight=2",
       "the list has no entry 'bay'; entries go by name or by position from 0; did you mean "
       "'buy'?"},
      {"tasks.3.weight=2",
       "the list has no entry '3'; entries go by name or by position from 0; did you mean '0'?"},
      {"tasks.-1.weight=2", "the list has no entry '-1'; entries go by name or by position from 0"},
      {"a={b: 1, b: 2}", "the key 'b' is given twice"},
  };
  for (const Case& c : cases) {
    CHECK(error_of_override(c.assignment) ==
          "--set " + std::string(c.assignment) + ": " + c.message);
  }
  CHECK(error_of_override("a=[1").starts_with("--set a=[1:"));
  CHECK(error_of_override("a=b: c: d").starts_with("--set a=b: c: d:"));
  CHECK(error_of_override("a=\xff").starts_with("--set a="));
}

TEST_CASE("the key of an override is not without end", "[config]") {
  std::string key = "a";
  for (int i = 0; i < 50'000; ++i) key += ".a";
  CHECK_THAT(error_of_override(key + "=1"),
             Catch::Matchers::ContainsSubstring("the key has more than 100 words"));
}

}  // namespace mmoe
