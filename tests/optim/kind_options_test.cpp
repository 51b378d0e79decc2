// Tables with a rate of their own, and parameters that stand still.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "optim/clip.h"
#include "support/torch_tables.h"

namespace mmoe {

using namespace test;

namespace {

constexpr int64_t kSteps = 60;

// Both tables dense; the first large; both large.
const std::vector<int64_t> kSelections = {ParameterStore::kNoneIsLarge, 31, 1};

double share_at(int64_t step) { return 1.0 / static_cast<double>(step); }

void take_steps(TableTraining& training) {
  for (int64_t step = 1; step <= kSteps; ++step) {
    training.step(draw_touched(step), share_at(step), step);
  }
  training.settle();
}

}  // namespace

TEST_CASE(
    "embedding_learning_rate: tables step as under an optimizer of that rate, the rest as "
    "before",
    "[optim]") {
  for (const std::string rule : {"type: adam, embedding_l2: 0.01", "type: adamw, weight_decay: 0.1",
                                 "type: sgd", "type: sgd, momentum: 0.5", "type: adagrad"}) {
    for (const auto type : {at::kFloat, at::kDouble}) {
      for (const int64_t large_from : kSelections) {
        if (large_from != ParameterStore::kNoneIsLarge &&
            large_tables_from(train_of("{optimizer: {" + rule + "}}"), of(type)) ==
                ParameterStore::kNoneIsLarge) {
          continue;
        }
        CAPTURE(rule, static_cast<int>(type), large_from);
        const auto training = [&](const std::string& rates) {
          return TableTraining(train_of("{optimizer: {" + rule + ", " + rates + "}}"), {5, type},
                               large_from);
        };
        TableTraining both = training("learning_rate: 0.01, embedding_learning_rate: 0.05");
        TableTraining slow = training("learning_rate: 0.01"),
                      fast = training("learning_rate: 0.05");
        for (TableTraining* each : {&both, &slow, &fast}) take_steps(*each);
        CHECK(same_bytes(both.parameter("tables.matrix"), slow.parameter("tables.matrix")));
        CHECK_FALSE(same_bytes(both.parameter("tables.matrix"), fast.parameter("tables.matrix")));
        for (const char* table : {"tables.field_0", "tables.field_1"}) {
          CHECK(same_bytes(both.parameter(table), fast.parameter(table)));
          CHECK_FALSE(same_bytes(both.parameter(table), slow.parameter(table)));
        }
      }
    }
  }
}

TEST_CASE("embedding_learning_rate: a rate of 0 holds tables still", "[optim]") {
  for (const int64_t large_from : kSelections) {
    TableTraining training(train_of("{optimizer: {type: adamw, embedding_learning_rate: 0}}"), {4},
                           large_from);
    const at::Tensor before = training.parameter("tables.field_0").clone();
    take_steps(training);
    CHECK(same_bytes(training.parameter("tables.field_0"), before));
  }
}

TEST_CASE("frozen parameters keep their bytes, and the others go their way", "[optim]") {
  for (const std::string rule :
       {"{optimizer: {type: adam, l2: 0.1, embedding_l2: 0.1}}",
        "{optimizer: {type: adamw, weight_decay: 0.1, learning_rate: 0.02}}",
        "{optimizer: {type: sgd, momentum: 0.5, l2: 0.1}}", "{optimizer: {type: adagrad}}",
        "{optimizer: adam, table_optimizer: row_wise_adagrad}"}) {
    for (const int64_t large_from : kSelections) {
      for (const std::string frozen : {"tables.matrix", "tables.field_0", "tables.field_1"}) {
        CAPTURE(rule, large_from, frozen);
        const TrainConfig config = train_of(rule);
        if (large_from != ParameterStore::kNoneIsLarge &&
            large_tables_from(config, of(at::kFloat)) == ParameterStore::kNoneIsLarge) {
          continue;
        }
        TableTraining free(config, {5}, large_from), held(config, {5}, large_from, {frozen});
        const at::Tensor before = held.parameter(frozen).clone();
        CHECK(held.store().frozen_count() == before.numel());
        take_steps(free);
        take_steps(held);
        for (const std::string name : {"tables.matrix", "tables.field_0", "tables.field_1"}) {
          CAPTURE(name);
          const at::Tensor expected = name == frozen ? before : free.parameter(name);
          CHECK(same_bytes(held.parameter(name), expected));
        }
        CHECK_FALSE(same_bytes(free.parameter(frozen), before));
      }
    }
  }
}

TEST_CASE("frozen parameters: with all of them frozen nothing moves", "[optim]") {
  for (const int64_t large_from : kSelections) {
    TableTraining training(train_of("{optimizer: adamw}"), {5}, large_from,
                           {"tables.matrix", "tables.field_0", "tables.field_1"});
    const at::Tensor before = training.store().flat().clone();
    take_steps(training);
    CHECK(same_bytes(training.store().flat(), before));
    CHECK(training.store().frozen_count() == training.store().count());
    CHECK(training.store().trained_size() == 0);
  }
}

}  // namespace mmoe
