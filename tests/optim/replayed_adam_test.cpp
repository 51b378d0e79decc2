// Large tables follow Adam exactly: the bytes of a run in which they are dense.
#include "optim/replayed_adam.h"

#include "support/torch_test.h"

#include <algorithm>

#include "optim/adam_step.h"
#include "optim/schedule.h"
#include "support/torch_tables.h"

namespace mmoe {

using namespace test;

namespace {

constexpr int64_t kSteps = 200;
const std::vector<std::string> kMoments = {"first_moment", "second_moment"};
const std::vector<std::string> kRules = {
    "{optimizer: adam}",
    "{optimizer: {type: adam, learning_rate: 0.05, embedding_l2: 0.01, l2: 0.1}}",
    "{optimizer: {type: adamw, learning_rate: 0.02, weight_decay: 0.1}}",
    "{optimizer: {type: adamw, weight_decay: 0}}",
    "{optimizer: {type: adam, beta1: 0, beta2: 0.9, epsilon: 0.001}}"};

double share_at(int64_t step) { return rate_share(OneCycleSchedule(), step - 1, kSteps); }

void take_steps(TableTraining& training, int64_t first, int64_t last) {
  for (int64_t step = first; step <= last; ++step) {
    training.step(draw_touched(step), share_at(step), step);
  }
}

bool settles_after(int64_t step) { return step * 7919 % 31 < 2; }

}  // namespace

TEST_CASE("replayed adam: the drawn ids leave most rows alone, some for ever", "[optim]") {
  std::vector<int64_t> steps(TableShape::kRows[0], 0);
  for (int64_t step = 1; step <= kSteps; ++step) {
    const TouchedIds ids = draw_touched(step)[0];
    for (const int32_t id : ids) ++steps[static_cast<size_t>(id)];
  }
  CHECK(std::ranges::count(steps, 0) > 0);
  CHECK(std::ranges::count_if(steps, [](int64_t n) { return n > 0 && n < 10; }) > 20);
  CHECK(std::ranges::max(steps) > 100);
}

TEST_CASE("replayed adam: bytes of dense Adam for all rules, widths and selections", "[optim]") {
  for (const std::string& rule : kRules) {
    for (const int64_t dim : {1, 7, 8, 16, 33}) {
      for (const int64_t large_from : {1, 31}) {  // both tables, or the first
        CAPTURE(rule, dim, large_from);
        const TrainConfig config = train_of(rule);
        TableTraining dense(config, {dim}, ParameterStore::kNoneIsLarge);
        TableTraining large(config, {dim}, large_from), settling(config, {dim}, large_from);
        REQUIRE(large.store().large_tables().size() == (large_from == 1 ? 2 : 1));
        take_steps(dense, 1, kSteps);
        take_steps(large, 1, kSteps);
        for (int64_t step = 1; step <= kSteps; ++step) {
          take_steps(settling, step, step);
          if (settles_after(step)) settling.settle();
        }
        CHECK(byte_difference(large, dense, kMoments) != "");  // rows wait
        for (TableTraining* each : {&large, &settling}) {
          each->settle();
          CHECK(byte_difference(*each, dense, kMoments) == "");
        }
      }
    }
  }
}

TEST_CASE("replayed adam: every row has the dense bytes whenever all are settled", "[optim]") {
  const TrainConfig config = train_of(kRules[1]);
  TableTraining dense(config, {5}, ParameterStore::kNoneIsLarge), large(config, {5}, 1);
  for (int64_t step = 1; step <= kSteps; ++step) {
    for (TableTraining* each : {&dense, &large}) take_steps(*each, step, step);
    if (!settles_after(step)) continue;
    CAPTURE(step);
    large.settle();
    CHECK(byte_difference(large, dense, kMoments) == "");
  }
}

TEST_CASE("replayed adam: a full history settles all rows by itself", "[optim]") {
  for (const std::string& rule : {kRules[0], kRules[1]}) {
    for (const size_t longest : {1, 2, 7, 64}) {
      CAPTURE(rule, longest);
      const TrainConfig config = train_of(rule);
      const AdamConfig adam = std::get<AdamConfig>(config.optimizer);
      TableTraining dense(config, {3}, ParameterStore::kNoneIsLarge), large(config, {3}, 1);
      const KindOptions options = options_of(adam, ParameterKind::table);
      large.follow(std::make_unique<ReplayedAdam>(
          "adam", [&](double share, int64_t step) { return adam_step(adam, options, share, step); },
          options.l2 > 0, /*replays=*/true, large.store(), longest));
      for (TableTraining* each : {&dense, &large}) take_steps(*each, 1, kSteps);
      large.settle();
      CHECK(byte_difference(large, dense, kMoments) == "");
    }
  }
}

TEST_CASE("replayed adam: catching up moves rows that have waited, once", "[optim]") {
  TableTraining large(train_of("{optimizer: {type: adam, embedding_l2: 0.1}}"), {4}, 1);
  large.step({{3, 9}, {2}}, 1, 1);
  large.step({{9}, {2}}, 1, 2);
  const at::Tensor table = large.parameter("tables.field_0"), before = table.clone();
  const auto moved = [&](int64_t row) { return !same_bytes(table[row], before[row]); };
  large.catch_up({{9}, {2}});  // current
  CHECK(same_bytes(table, before));
  large.catch_up({{3, 9, 20}, {2}});
  CHECK(moved(3));
  CHECK_FALSE(moved(9));
  CHECK(moved(20));  // never touched, but under a penalty
  CHECK_FALSE(moved(21));
  const at::Tensor after = table.clone();
  large.catch_up({{3, 9, 20}, {2}});
  CHECK(same_bytes(table, after));
  large.settle();
  CHECK(moved(21));
  CHECK(same_bytes(table[3], after[3]));
  const at::Tensor settled = table.clone();
  large.settle();
  CHECK(same_bytes(table, settled));
}

TEST_CASE("replayed adam: without a penalty rows that were never touched stand still", "[optim]") {
  TableTraining large(train_of("{optimizer: {type: adam, learning_rate: 0.1}}"), {4}, 1);
  const at::Tensor table = large.parameter("tables.field_0"), start = table.clone();
  take_steps(large, 1, 20);
  large.settle();
  std::vector<bool> touched(TableShape::kRows[0], false);
  for (int64_t step = 1; step <= 20; ++step) {
    const TouchedIds ids = draw_touched(step)[0];
    for (const int32_t id : ids) touched[static_cast<size_t>(id)] = true;
  }
  for (int64_t row = 0; row < TableShape::kRows[0]; ++row) {
    CAPTURE(row);
    CHECK(same_bytes(table[row], start[row]) != touched[static_cast<size_t>(row)]);
  }
}

}  // namespace mmoe
