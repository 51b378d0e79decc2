#include "config/small_config.h"
#include "support/catch.h"

namespace mmoe {

using test::check_conflicts;
using test::small_config;

TEST_CASE("clip_norm takes one number for all or one for each group", "[config]") {
  const char* const either =
      "train.clip_norm: give either 'all', or 'dense' or 'tables' or both of these";
  check_conflicts({
      {{"train.clip_norm={}"}, either},
      {{"train.clip_norm={all: 1, dense: 2}"}, either},
      {{"train.clip_norm={all: 1, tables: 2}"}, either},
  });
  for (const std::string clip :
       {"5", "{all: 5}", "{dense: 1}", "{tables: 1}", "{dense: 1, tables: 2}"}) {
    CHECK_NOTHROW(small_config({"train.clip_norm=" + clip}));
  }
}

TEST_CASE("piecewise schedules have ascending boundaries with a share each", "[config]") {
  check_conflicts({
      {{"train.schedule={type: piecewise, boundaries: [5, 9], shares: [0.5]}"},
       "train.schedule.shares: takes one share for each of the 2 boundaries; there are 1"},
      {{"train.schedule={type: piecewise, boundaries: [5, 9, 9], shares: [1, 0.5, 0.1]}"},
       "train.schedule.boundaries.2: is not above the boundary before it"},
      {{"train.schedule={type: piecewise, boundaries: [0, 9], shares: [1, 0.5]}"},
       "train.schedule.boundaries.0: is not above 0"},
      {{"train.schedule={type: piecewise, boundaries: [1, 9], shares: [1, -0.5]}"},
       "train.schedule.shares.1: is below 0"},
  });
  CHECK_NOTHROW(
      small_config({"train.schedule={type: piecewise, boundaries: [1, 9], shares: [0, 2]}"}));
}

TEST_CASE("names to freeze are given once", "[config]") {
  check_conflicts({{{"train.freeze=[\"experts_*\", a.b, \"experts_*\"]"},
                    "train.freeze.2: the name 'experts_*' is given twice"}});
}

}  // namespace mmoe
