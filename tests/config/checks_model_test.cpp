#include "config/cycle.h"
#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::small_config;

namespace {

// A backbone with these blocks, and further keys.
std::string blocks(const std::string& list, const std::string& more = "") {
  return "model={type: backbone, blocks: [" + list + "]" + more + "}";
}

std::string relation(const std::string& one) {
  return "model={type: mmoe, relations: [" + one + "]}";
}

// Tasks buy, price and both; of type `price`, and further keys of both.
std::string tasks(const std::string& price = "binary", const std::string& both = "") {
  return "tasks=[{name: buy, type: binary, label: bought}, {name: price, type: " + price +
         ", label: paid}, {name: both, type: binary, label: and" + both + "}]";
}

}  // namespace

TEST_CASE("circles among names are found and told", "[config]") {
  CHECK(find_circle({}) == "");
  CHECK(find_circle({{"a", {"b", "x"}}, {"b", {"c"}}, {"d", {"b", "a"}}}) == "");
  CHECK(find_circle({{"a", {"a"}}}) == "a -> a");
  CHECK(find_circle({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}) == "b -> c -> b");
}

TEST_CASE("levels of experts have experts and layers", "[config]") {
  check_conflicts({
      {{"model={type: ple, levels: []}"}, "model.levels: the list is empty"},
      {{"model={type: ple, levels: [{}, {hidden: []}]}"},
       "model.levels.1.hidden: an expert needs at least one layer"},
      {{"model={type: ple, levels: [{shared: 0, per_task: 0}]}"},
       "model.levels.0: a level needs experts, shared or per_task"},
      {{blocks("{name: p, type: ple, inputs: features, levels: []}")},
       "model.blocks.0.levels: the list is empty"},
      {{blocks("{name: m, type: moe, inputs: features, experts: {hidden: []}}")},
       "model.blocks.0.experts.hidden: an expert needs at least one layer"},
      {{blocks("{name: m, type: mlp, inputs: features, hidden: []}")},
       "model.blocks.0.hidden: the block 'm' needs at least one layer"},
  });
}

TEST_CASE("groups and blocks have names of their own", "[config]") {
  check_conflicts({
      {{"model={type: mmoe, groups: [{name: features, features: [age]}]}"},
       "model.groups.0.name: 'features' is already the name of a group"},
      {{"model={type: mmoe, groups: [{name: a b, features: [age]}]}"},
       "model.groups.0.name: 'a b' is not a name of letters, digits and _"},
      {{"model={type: mmoe, groups: [{name: a, features: []}]}"},
       "model.groups.0.features: the list is empty"},
      {{blocks("{name: a.b, type: concat, inputs: features}")},
       "model.blocks.0.name: 'a.b' is not a name of letters, digits and _"},
      {{blocks("{name: a, type: concat, inputs: features}, {name: a, type: concat, inputs: "
               "features}")},
       "model.blocks.1.name: two blocks are named 'a'"},
      {{blocks("{name: features, type: concat, inputs: features}")},
       "model.blocks.0.name: 'features' is the name of a feature group"},
      {{blocks("{name: user, type: concat, inputs: features}",
               ", groups: [{name: user, features: [age]}]")},
       "model.blocks.0.name: 'user' is the name of a feature group"},
      {{blocks("")}, "model.blocks: the list is empty"},
  });
}

TEST_CASE("blocks take what is there", "[config]") {
  check_conflicts({
      {{blocks("{name: deep, type: mlp, hidden: [4], inputs: feature}")},
       "model.blocks.0.inputs: the block 'deep' takes 'feature', but no feature group or block is "
       "named 'feature'; did you mean 'features'?"},
      {{blocks("{name: deep, type: mlp, hidden: [4], inputs: []}")},
       "model.blocks.0.inputs: the list is empty"},
      {{blocks("{name: a, type: concat, inputs: features}, {name: b, type: concat, inputs: "
               "a.buy}")},
       "model.blocks.1.inputs: the block 'b' takes 'a.buy', but only blocks of type mmoe or ple "
       "have an output for each task"},
      {{blocks("{name: a, type: mmoe, inputs: features}, {name: b, type: concat, inputs: a.by}")},
       "model.blocks.1.inputs: no task is named 'by'; did you mean 'buy'?"},
      {{blocks("{name: a, type: concat, inputs: [features, c]}, {name: b, type: concat, inputs: "
               "a}, {name: c, type: concat, inputs: b}")},
       "model.blocks: the inputs of blocks go in a circle: a -> c -> b -> a"},
      {{blocks("{name: a, type: concat, inputs: features}, {name: b, type: concat, inputs: "
               "features}")},
       "model.blocks.0: nobody takes what the block 'a' gives; name it in `outputs` or in another "
       "block's `inputs`"},
  });
}

TEST_CASE("outputs name tasks and blocks", "[config]") {
  const std::string two =
      "{name: a, type: concat, inputs: features}, {name: b, type: mmoe, inputs: a}";
  check_conflicts({
      {{blocks(two, ", outputs: c")},
       "model.outputs: model.outputs takes 'c', but no block is named 'c'; did you mean 'a'?"},
      {{blocks(two, ", outputs: {buy: b, price: bb}")},
       "model.outputs.price: the task 'price' takes 'bb', but no block is named 'bb'; did you mean "
       "'b'?"},
      {{blocks(two, ", outputs: {buy: b}")}, "model.outputs: no block for the task 'price'"},
      {{blocks(two, ", outputs: {buy: b, price: b, prices: b}")},
       "model.outputs: no task is named 'prices'; did you mean 'price'?"},
  });
  CHECK_NOTHROW(small_config({blocks(two)}));
  CHECK_NOTHROW(small_config({blocks(two, ", outputs: {buy: b.price, price: a}")}));
}

TEST_CASE("relations are between tasks that can have them", "[config]") {
  check_conflicts({
      {{tasks(), relation("{type: product, task: bth, of: [buy, price]}")},
       "model.relations.0.task: no task is named 'bth'; did you mean 'both'?"},
      {{tasks(), relation("{type: product, task: both, of: [buy, prce]}")},
       "model.relations.0.of: no task is named 'prce'; did you mean 'price'?"},
      {{tasks("regression"), relation("{type: product, task: both, of: [buy, price]}")},
       "model.relations.0.of: the task 'price' is not binary"},
      {{tasks(), relation("{type: product, task: both, of: [buy]}")},
       "model.relations.0.of: a product is of two tasks or more"},
      {{tasks(), relation("{type: product, task: both, of: [buy, buy]}")},
       "model.relations.0.of.1: the task 'buy' is given twice"},
      {{tasks(),
        relation("{type: product, task: both, of: [buy, price]}, {type: product, task: both, of: "
                 "[price, buy]}")},
       "model.relations.1.task: another relation already says how 'both' depends"},
      {{tasks(),
        relation("{type: product, task: both, of: [buy, price]}, {type: bayes, task: buy, on: "
                 "[both]}")},
       "model.relations.1.on: the task 'both' is a product of others and has no tower"},
      {{tasks("binary", ", tower: {hidden: [3]}"),
        relation("{type: product, task: both, of: [buy, price]}")},
       "model.relations.0: the task 'both' is a product: it has no tower to be given in `tasks`"},
      {{tasks(), relation("{type: aitm, tasks: [buy]}")},
       "model.relations.0.tasks: a funnel has two tasks or more"},
      {{relation("{type: aitm, tasks: [buy, price]}")},
       "model.relations.0.tasks: the task 'price' is not binary"},
      {{relation("{type: bayes, task: buy, on: []}")}, "model.relations.0.on: the list is empty"},
      {{relation("{type: bayes, task: buy, on: [price]}, {type: bayes, task: price, on: [buy]}")},
       "model.relations: tasks depend on each other in a circle: buy -> price -> buy"},
  });
  CHECK_NOTHROW(small_config({tasks(), relation("{type: product, task: both, of: [buy, price]}")}));
  CHECK_NOTHROW(small_config({relation("{type: bayes, task: price, on: [buy]}")}));
}

}  // namespace mmoe
