// Each method by hand.
#include "losses/combination.h"

#include "support/torch_test.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "support/torch_models.h"
#include "support/torch_tables.h"

namespace mmoe {

using namespace test;

namespace {

// Tasks a (weight 1) and b (a regression of weight 0.5), and more.
std::unique_ptr<Combination> method(const std::string& combine, size_t tasks = 2,
                                    int64_t steps_per_epoch = 0) {
  return make_combination(train_of("{combine: " + combine + "}"), mixed_tasks(tasks),
                          of(at::kDouble), steps_per_epoch);
}

TaskSignals signals(const std::vector<double>& losses, int64_t step,
                    const std::vector<double>& labelled = {1, 1}) {
  const auto tasks = static_cast<int64_t>(losses.size());
  return {tensor(losses, {tasks}, at::kDouble), tensor(labelled, {tasks}, at::kDouble), {}, step};
}

std::vector<double> state(const Combination& method, const std::string& name) {
  const auto place =
      std::ranges::find(method.state(), name, &std::pair<std::string, at::Tensor>::first);
  REQUIRE(place != method.state().end());
  return values(place->second);
}

using Vectors = std::vector<std::vector<double>>;

TaskSignals with_gradients(const Vectors& gradients, int64_t step) {
  std::vector<double> all;
  for (const auto& gradient : gradients) all.insert(all.end(), gradient.begin(), gradient.end());
  const auto tasks = static_cast<int64_t>(gradients.size());
  TaskSignals now = signals(std::vector<double>(gradients.size(), 1), step,
                            std::vector<double>(gradients.size(), 1));
  now.gradients = tensor(all, {tasks, static_cast<int64_t>(gradients[0].size())}, at::kDouble);
  return now;
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i] == Approx(expected[i]).epsilon(1e-12).margin(1e-14));
  }
}

}  // namespace

TEST_CASE("combination: fixed weights and single tasks need none", "[losses]") {
  CHECK(method("fixed") == nullptr);
  for (const char* combine : {"uncertainty", "gradnorm", "{type: dwa, every: 2}", "pcgrad"}) {
    CHECK(method(combine, 1) == nullptr);
    REQUIRE(method(combine) != nullptr);
    CHECK(method(combine)->state()[0].first == "task_factors");
  }
}

TEST_CASE("uncertainty: log variances follow the derivative of the objective", "[losses]") {
  const auto made = method("{type: uncertainty, learning_rate: 0.02}");
  check_near(made->weights(), {1, 0.25});  // a regression counts half, and b's weight is 0.5
  made->learn(signals({2, 3}, 1));
  // The slope of weight x (c exp(-s) loss + s / 2) at s = 0; Adam's mean takes a tenth of it.
  check_near(state(*made, "log_variances_first_moment"),
             {0.1 * (0.5 - 2), 0.1 * 0.5 * (0.5 - 0.5 * 3)});
  // Whose first step is the rate.
  const std::vector<double> s = state(*made, "log_variances");
  for (const double one : s) CHECK(one == Approx(0.02).epsilon(1e-6));
  check_near(made->weights(), {std::exp(-s[0]), 0.25 * std::exp(-s[1])});
}

TEST_CASE("uncertainty: the variance becomes twice what the loss counts", "[losses]") {
  const auto made = method("{type: uncertainty, learning_rate: 0.05}");
  for (int64_t step = 1; step <= 2000; ++step) made->learn(signals({2, 0.1}, step));
  const std::vector<double> s = state(*made, "log_variances");
  CHECK(std::exp(s[0]) == Approx(2 * 2).epsilon(1e-3));
  CHECK(std::exp(s[1]) == Approx(2 * 0.5 * 0.1).epsilon(1e-3));
}

TEST_CASE("uncertainty: a batch without the task says nothing of it", "[losses]") {
  const auto made = method("uncertainty");
  made->learn(signals({2, 0}, 1, {1, 0}));
  CHECK(state(*made, "log_variances")[1] == 0);
  CHECK(state(*made, "log_variances")[0] > 0);
}

TEST_CASE("gradnorm: two steps by hand", "[losses]") {
  const auto made = method("{type: gradnorm, alpha: 1.5, learning_rate: 0.01}");
  CHECK(made->takes_gradients());
  check_near(made->weights(), {1, 0.5});
  TaskSignals now = with_gradients({{3, 4, 0}, {0, 3, 4}}, 1);
  now.losses = tensor({2, 4}, {2}, at::kDouble);
  check_near(values(made->mix(now)), {3, 7, 4});
  made->learn(now);
  // b's length without its weight is 10; both losses are their initial ones, so both lengths are
  // to be the mean, 7.5: slopes -5 and 10, then the sum becomes 2 again.
  const double a = 1.05 * 2 / 1.95, b = 0.9 * 2 / 1.95;
  check_near(state(*made, "gradnorm_initial_losses"), {2, 4});
  check_near(made->weights(), {a, 0.5 * b});

  now = with_gradients({{6, 8, 0}, {0, 3, 4}}, 2);
  now.losses = tensor({1, 4}, {2}, at::kDouble);
  made->learn(now);
  // Lengths 10 and 10. Half of a's loss is left, all of b's: their paces are 2/3 and 4/3.
  const double slope_a = 10 / a, slope_b = -10 / b;
  REQUIRE(10 > 10 * std::pow(2.0 / 3, 1.5));
  REQUIRE(10 < 10 * std::pow(4.0 / 3, 1.5));
  const double next_a = a - 0.01 * slope_a, next_b = b - 0.01 * slope_b;
  const double sum = next_a + next_b;
  check_near(made->weights(), {2 * next_a / sum, next_b / sum});
}

TEST_CASE("gradnorm: factors stay above 0", "[losses]") {
  const auto made = method("{type: gradnorm, learning_rate: 1}");
  for (int64_t step = 1; step < 9; ++step) {
    made->learn(with_gradients({{30, 40}, {0.3, 0.4}}, step));
    for (const double weight : made->weights()) CHECK(weight > 0);
    CHECK(made->weights()[0] + 2 * made->weights()[1] == Approx(2));
  }
}

TEST_CASE("gradnorm: who has nothing to compare is left alone", "[losses]") {
  const auto made = method("gradnorm");
  made->learn(with_gradients({{3, 4}, {6, 8}}, 1));
  const std::vector<double> before = made->weights();
  TaskSignals now = with_gradients({{3, 4}, {0, 0}}, 2);  // no row of the second task
  now.losses = tensor({1, 0}, {2}, at::kDouble);
  now.labelled = tensor({1, 0}, {2}, at::kDouble);
  made->learn(now);
  check_near(made->weights(), before);
  made->learn(with_gradients({{0, 0}, {0, 0}}, 3));  // nothing is shared
  check_near(made->weights(), before);
}

TEST_CASE("dwa: factors follow how losses fell from period to period", "[losses]") {
  for (const auto& made : {method("{type: dwa, every: 2, temperature: 2}"),
                           method("{type: dwa, temperature: 2}", 2, /*steps_per_epoch=*/2)}) {
    CHECK_FALSE(made->takes_gradients());
    const double losses[][2] = {{1, 5}, {3, 3}, {2, 4}, {0, 4}, {1, 1}};
    for (int64_t step = 1; step <= 5; ++step) {
      made->learn(signals({losses[step - 1][0], losses[step - 1][1]}, step));
      if (step < 4) check_near(made->weights(), {1, 0.5});
    }
    // Means 2 and 4, then 1 and 4: ratios 1/2 and 1.
    const double a = std::exp(0.5 / 2), b = std::exp(1.0 / 2);
    check_near(made->weights(), {2 * a / (a + b), b / (a + b)});
    check_near(state(*made, "dwa_last_losses"), {1, 4});
    check_near(state(*made, "dwa_loss_sums"), {1, 1});
  }
}

TEST_CASE("dwa: batches without the task are not counted", "[losses]") {
  const auto made = method("{type: dwa, every: 2}");
  made->learn(signals({1, 3}, 1));
  made->learn(signals({1, 0}, 2, {1, 0}));
  check_near(state(*made, "dwa_last_losses"), {1, 3});
  for (const int64_t step : {3, 4}) made->learn(signals({1, 0}, step, {1, 0}));
  check_near(made->weights(), {1, 0.5});
}

TEST_CASE("pcgrad: what works against the other task is taken away", "[losses]") {
  const auto made = method("pcgrad");
  // (1, 0) loses its part along (-1, 1), and the other way round: (.5, .5) + (0, 1).
  check_near(values(made->mix(with_gradients({{1, 0}, {-1, 1}}, 1))), {0.5, 1.5});
  check_near(made->weights(), {2, 1.5 * 0.5});
  // Nothing is against anything.
  check_near(values(made->mix(with_gradients({{1, 0}, {2, 1}}, 2))), {3, 1});
  check_near(made->weights(), {1, 0.5});
  check_near(values(made->mix(with_gradients({{0, 0}, {2, 1}}, 3))), {2, 1});
  CHECK(values(made->mix(with_gradients({{}, {}}, 4))).empty());
}

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Algorithm 1 as it is written, with the other two tasks in this order or in the other.
std::vector<double> projected(const Vectors& gradients, size_t task, bool reverse) {
  std::vector<double> g = gradients[task];
  for (size_t i = 1; i <= 2; ++i) {
    const std::vector<double>& other = gradients[(task + (reverse ? 3 - i : i)) % 3];
    const double product = dot(g, other);
    if (product >= 0) continue;
    for (size_t k = 0; k < g.size(); ++k) g[k] -= product / dot(other, other) * other[k];
  }
  return g;
}

}  // namespace

TEST_CASE("pcgrad: three tasks in the orders that a step draws", "[losses]") {
  const Vectors gradients = {{1, 0.2, 0}, {-1, 1, 0.3}, {0.1, -2, -1}};
  const auto made = method("pcgrad", 3), again = method("pcgrad", 3);
  std::set<int> seen;
  for (int64_t step = 1; step <= 100; ++step) {
    const at::Tensor found = made->mix(with_gradients(gradients, step));
    CHECK(same_bytes(found, again->mix(with_gradients(gradients, step))));
    for (int orders = 0; orders < 8; ++orders) {
      std::vector<double> sum(3, 0);
      for (size_t task = 0; task < 3; ++task) {
        const std::vector<double> one = projected(gradients, task, (orders >> task) % 2 == 1);
        for (size_t k = 0; k < 3; ++k) sum[k] += one[k];
      }
      if (difference(found, tensor(sum, {3}, at::kDouble), 1e-12).empty()) seen.insert(orders);
    }
    REQUIRE_FALSE(seen.empty());
  }
  CHECK(seen.size() == 8);
}

}  // namespace mmoe
