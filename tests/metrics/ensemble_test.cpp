#include "metrics/ensemble.h"

#include <cmath>

#include "metrics/logits.h"
#include "support/catch.h"
#include "support/tasks.h"

namespace mmoe {

using test::task_of;

namespace {

using Numbers = std::vector<double>;

Numbers averaged(const std::vector<Head>& heads, const std::vector<Numbers>& logits) {
  std::vector<const Head*> members;
  std::vector<std::span<const double>> rows;
  for (const Head& head : heads) members.push_back(&head);
  for (const Numbers& row : logits) rows.emplace_back(row);
  return average_row(members, rows);
}

}  // namespace

TEST_CASE("an ensemble predicts the mean of its members' predictions", "[metrics]") {
  const std::pair<const char*, std::vector<Numbers>> cases[] = {
      {"type: binary", {{0.3}, {-2}, {4}}},
      {"type: binary, loss: jrc", {{0.3, 1}, {-2, 0}, {4, 1}}},
      {"type: regression", {{3}, {-5}}},
      {"type: regression, loss: poisson", {{1}, {-2}}},
      {"type: regression, loss: ziln", {{0.3, 1, -1}, {2, 0, 0.5}}},
      {"type: multiclass, num_classes: 3", {{1, 2, 3}, {0, -1, 0.5}, {9, 0, 0}}}};
  for (const auto& [options, logits] : cases) {
    CAPTURE(options);
    const Head head = {task_of(options)};
    Numbers mean = predicted(head, logits[0]);
    for (size_t i = 1; i < logits.size(); ++i) {
      const Numbers own = predicted(head, logits[i]);
      for (size_t k = 0; k < mean.size(); ++k) mean[k] += own[k];
    }
    const Numbers average = averaged(std::vector<Head>(logits.size(), head), logits);
    CHECK(average.size() == logits[0].size());
    const Numbers together = predicted(head, average);
    for (size_t k = 0; k < mean.size(); ++k) {
      CHECK(together[k] == Approx(mean[k] / static_cast<double>(logits.size())));
    }
  }
}

TEST_CASE("members may have scaled their labels in ways of their own", "[metrics]") {
  const TaskConfig task = task_of("type: regression, scale: standard");
  const Head first = {task, {.mean = 10, .deviation = 2}},
             second = {task, {.mean = 0, .deviation = 1}};
  CHECK(averaged({first, second}, {{1}, {20}})[0] == Approx((16 - 10) / 2.0));  // 12 and 20
}

TEST_CASE("extreme members keep their say", "[metrics]") {
  const Head head = {task_of("type: binary")};
  // Near 1, where 1 - p would be lost: the mean of 1 - p decides.
  CHECK(averaged({head, head}, {{40}, {42}})[0] ==
        Approx(-std::log((std::exp(-40) + std::exp(-42)) / 2)));
  CHECK(averaged({head, head}, {{1000}, {1000}})[0] == Approx(1000));
  CHECK(averaged({head, head}, {{-1000}, {1000}})[0] == Approx(0).margin(1e-12));
}

}  // namespace mmoe
