#include "metrics/label_correlation.h"

#include <limits>

#include "support/catch.h"
#include "support/tasks.h"

namespace mmoe {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

TaskConfig named(TaskConfig task, const std::string& name) {
  std::visit([&](TaskBase& base) { base.name = name; }, task);
  return task;
}

}  // namespace

TEST_CASE("labels are compared over the rows that both tasks have", "[metrics]") {
  const TaskConfig regression = test::task_of("type: regression");
  const auto all =
      label_correlations({named(regression, "a"), named(regression, "b"), named(regression, "c")},
                         std::vector<float>{1, 10, 5,      //
                                            2, 20, kNone,  //
                                            3, 30, 5,      //
                                            9, kNone, 5});
  REQUIRE(all.size() == 3);
  CHECK(all[0].task == "a");
  CHECK(all[0].other == "b");
  CHECK(all[0].pearson.value() == Approx(1));
  CHECK(all[1].other == "c");
  CHECK_FALSE(all[1].pearson);
  CHECK(all[2].task == "b");
  CHECK_FALSE(all[2].pearson);
}

TEST_CASE("classes have no correlation", "[metrics]") {
  const TaskConfig classes = test::task_of("type: multiclass, classes: [x, y, z]");
  const auto all = label_correlations({test::task_of("type: binary"), classes},
                                      std::vector<float>{0, 0, 1, 2, 0, 1});
  CHECK(all.empty());
}

TEST_CASE("the labels of a single task have nothing to be compared with", "[metrics]") {
  CHECK(label_correlations({test::task_of("type: binary")}, std::vector<float>{0, 1}).empty());
}

}  // namespace mmoe
