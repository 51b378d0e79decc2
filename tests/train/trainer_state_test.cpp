// The state of a trainer as text and back.
#include "support/torch_test.h"

#include "support/errors.h"
#include "train/save_schedule.h"
#include "train/trainer_state.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;

namespace {

TrainerState some_state() {
  return {123456789012, "checksum", 42, 3, 0.1 + 0.2, {{"auc", 1.0 / 3}, {"loss", {}}}, true, 2};
}

std::string refusal(const std::string& text) {
  return error_of([&] { trainer_state({{"training", text}}); }, ExitCode::checkpoint);
}

}  // namespace

TEST_CASE("trainer state: comes back to the last digit", "[train]") {
  const TrainerState state = some_state();
  const TrainerState back = trainer_state(to_texts(state));
  CHECK(back.step == state.step);
  CHECK(back.data == state.data);
  CHECK(back.best_step == state.best_step);
  CHECK(back.failures == state.failures);
  CHECK((back.best == state.best));
  CHECK((back.best_values == state.best_values));
  CHECK(back.stopped_early == state.stopped_early);
  CHECK(back.rollbacks == state.rollbacks);
  CHECK(to_texts(back) == to_texts(state));
}

TEST_CASE("trainer state: texts of others are refused", "[train]") {
  CHECK_THAT(error_of([] { trainer_state({{"format", "mmoe-3"}}); }, ExitCode::checkpoint),
             ContainsSubstring("last.safetensors"));
  const std::string good = to_texts(some_state()).at("training");
  for (const std::string& bad :
       {std::string(), std::string("{}"), std::string("[1]"), good.substr(0, good.size() / 2)}) {
    CHECK_THAT(refusal(bad), ContainsSubstring("not understood"));
  }
  std::string negative = good;
  negative.replace(negative.find("42"), 2, "-1");
  CHECK_THAT(refusal(negative), ContainsSubstring("not understood"));
}

TEST_CASE("save schedule: by steps", "[train]") {
  SaveSchedule schedule(SaveEveryConfig{.steps = 3, .minutes = {}});
  CHECK(schedule.steps() == 3);
  for (int64_t step = 1; step < 10; ++step) CHECK(schedule.is_due(step) == (step % 3 == 0));
}

TEST_CASE("save schedule: by time", "[train]") {
  SaveSchedule always(SaveEveryConfig{.steps = {}, .minutes = 1e-12});
  SaveSchedule never(SaveEveryConfig{.steps = {}, .minutes = 1e6});
  SaveSchedule plain({});
  for (int64_t step = 1; step < 10; ++step) {
    CHECK(always.is_due(step));
    CHECK_FALSE(never.is_due(step));
    CHECK_FALSE(plain.is_due(step));  // ten minutes
  }
  CHECK_FALSE(plain.steps());
}

TEST_CASE("save schedule: whichever comes first", "[train]") {
  SaveSchedule schedule(SaveEveryConfig{.steps = 2, .minutes = 1e6});
  CHECK_FALSE(schedule.is_due(1));
  CHECK(schedule.is_due(2));
}

}  // namespace mmoe
