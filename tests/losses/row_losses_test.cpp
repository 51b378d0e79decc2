// Losses of rows: values by hand.
#include "support/torch_test.h"

#include <cmath>
#include <numbers>

#include "support/torch_losses.h"

namespace mmoe {

using namespace test;

namespace {

double p(double z) { return 1 / (1 + std::exp(-z)); }

// A value and a gradient of one task, in both types.
void check_values(const std::string& yaml, const LossCase& rows, double value,
                  const std::vector<double>& gradient) {
  for (const auto type : {at::kDouble, at::kFloat}) {
    CAPTURE(yaml, type);
    const double tolerance = type == at::kDouble ? 1e-13 : 2e-6;
    const LossResult found = run_loss(loss_task(yaml), rows, 1, type);
    CHECK(found.value == Approx(value).epsilon(tolerance));
    REQUIRE(found.gradient.size() == gradient.size());
    for (size_t i = 0; i < gradient.size(); ++i) {
      CHECK(found.gradient[i] == Approx(gradient[i]).margin(tolerance));
    }
  }
}

}  // namespace

TEST_CASE("row losses: binary cross-entropy", "[losses]") {
  check_values("type: binary", {{0, 2, -1}, {1, 1, 0}},
               (std::log(2) + std::log1p(std::exp(-2)) + std::log1p(std::exp(-1))) / 3,
               {-0.5 / 3, (p(2) - 1) / 3, p(-1) / 3});
  check_values("type: binary", {{0, 2}, {1, 0}, {3, 1}},
               (3 * std::log(2) + 2 + std::log1p(std::exp(-2))) / 4, {-1.5 / 4, p(2) / 4});
}

TEST_CASE("row losses: positive rows count more, labels are smoothed", "[losses]") {
  check_values("type: binary, loss: {type: bce, pos_weight: 3}", {{0, 0}, {1, 0}}, 2 * std::log(2),
               {-0.75, 0.25});
  check_values("type: binary, loss: {type: bce, label_smoothing: 0.2}", {{2, 0}, {1, 0}},
               (-0.9 * std::log(p(2)) - 0.1 * std::log(p(-2)) + std::log(2)) / 2,
               {(p(2) - 0.9) / 2, (0.5 - 0.1) / 2});
  check_values("type: binary, loss: {type: bce, label_smoothing: 0.2, weight: 0.5}", {{0}, {1}},
               std::log(2) / 2, {-0.2});
}

TEST_CASE("row losses: focal", "[losses]") {
  // -alpha (1 - p)^2 log p and -(1 - alpha) p^2 log(1 - p)
  const double positive = -0.25 * std::pow(p(-1), 2) * std::log(p(1));
  const double negative = -0.75 * std::pow(p(1), 2) * std::log(p(-1));
  CHECK(run_loss(loss_task("type: binary, loss: focal"), {{1, 1}, {1, 0}}).value ==
        Approx((positive + negative) / 2));
  // Without focus, and half of everything, it is half the cross-entropy.
  const LossCase rows{{0.5, -2, 3}, {1, 0, 0}};
  const LossResult half = run_loss(loss_task("type: binary, loss: {type: bce, weight: 0.5}"), rows);
  check_values("type: binary, loss: {type: focal, gamma: 0, alpha: 0.5}", rows, half.value,
               half.gradient);
}

TEST_CASE("row losses: deviations", "[losses]") {
  const LossCase rows{{0, 2, -1, 3}, {1, 4, -1, 2.75}};
  check_values("type: regression", rows, (1 + 4 + 0 + 0.0625) / 4, {-0.5, -1, 0, 0.125});
  check_values("type: regression, loss: mae", rows, (1 + 2 + 0 + 0.25) / 4,
               {-0.25, -0.25, 0, 0.25});
  check_values("type: regression, loss: {type: huber, delta: 0.5}", rows,
               (0.5 * 0.75 + 0.5 * 1.75 + 0 + 0.03125) / 4, {-0.125, -0.125, 0, 0.0625});
}

TEST_CASE("row losses: counts", "[losses]") {
  check_values("type: regression, loss: poisson", {{0, 1}, {3, 0}}, (1 + std::exp(1)) / 2,
               {-1, std::exp(1) / 2});
}

TEST_CASE("row losses: zero-inflated log-normal", "[losses]") {
  // softplus(raw) = 2
  const double raw = std::log(std::exp(2) - 1), y = std::exp(3);
  const double density = 3 + std::log(2) + std::log(2 * std::numbers::pi) / 2 + 1.0 / 8;
  check_values("type: regression, loss: ziln", {{0, 2, raw}, {y}}, std::log(2) + density,
               {-0.5, -0.25, (0.5 - 1.0 / 8) * p(raw)});
  check_values("type: regression, loss: ziln", {{1, 7, 7}, {0}}, -std::log(p(-1)), {p(1), 0, 0});
}

TEST_CASE("row losses: cross-entropy of classes", "[losses]") {
  const double sum = 1 + std::exp(1) + std::exp(2);
  check_values("type: multiclass, num_classes: 3", {{0, 1, 2}, {1}}, std::log(sum) - 1,
               {1 / sum, std::exp(1) / sum - 1, std::exp(2) / sum});
  check_values(
      "type: multiclass, num_classes: 3, loss: {type: cross_entropy, "
      "label_smoothing: 0.3}",
      {{0, 1, 2}, {2}}, std::log(sum) - 0.7 * 2 - 0.1 * (0 + 1 + 2),
      {1 / sum - 0.1, std::exp(1) / sum - 0.1, std::exp(2) / sum - 0.8});
}

TEST_CASE("row losses: several are summed, each with its weight", "[losses]") {
  const LossCase rows{{0.3, -1}, {1, 0.5}, {2, 1}};
  const LossResult both = run_loss(
      loss_task("type: regression, loss: [{type: mse, weight: 0.5}, {type: mae, weight: 3}]"),
      rows);
  const LossResult mse = run_loss(loss_task("type: regression"), rows);
  const LossResult mae = run_loss(loss_task("type: regression, loss: mae"), rows);
  CHECK(both.value == Approx(0.5 * mse.value + 3 * mae.value));
  for (const size_t i : {0, 1}) {
    CHECK(both.gradient[i] == Approx(0.5 * mse.gradient[i] + 3 * mae.gradient[i]));
  }
}

TEST_CASE("row losses: labels between 0 and 1 are probabilities", "[losses]") {
  const TaskConfig task = loss_task("type: binary");
  const LossResult soft = run_loss(task, {{0.5}, {0.25}});
  const LossResult one = run_loss(task, {{0.5}, {1}}), zero = run_loss(task, {{0.5}, {0}});
  CHECK(soft.value == Approx(0.25 * one.value + 0.75 * zero.value));
  CHECK(soft.gradient[0] == Approx(0.25 * one.gradient[0] + 0.75 * zero.gradient[0]));
}

TEST_CASE("row losses: extreme logits give finite losses", "[losses]") {
  for (const std::string yaml :
       {"type: binary", "type: binary, loss: {type: bce, pos_weight: 2}"}) {
    for (const auto type : {at::kDouble, at::kFloat}) {
      for (const double size : {50.0, 1e3, 1e30}) {
        CAPTURE(yaml, size);
        const TaskConfig task = loss_task(yaml);
        const LossResult right = run_loss(task, {{size, -size}, {1, 0}}, 2, type);
        CHECK(right.value == Approx(0).margin(1e-20));
        CHECK(right.gradient[0] == Approx(0).margin(1e-20));
        CHECK(right.gradient[1] == Approx(0).margin(1e-20));
        const LossResult wrong = run_loss(task, {{size, size}, {0, 0}}, 2, type);
        CHECK(wrong.value == Approx(size).epsilon(1e-6));
        CHECK(wrong.gradient[0] == Approx(1));
      }
    }
  }
  for (const std::string loss : {"focal", "bce"}) {
    const TaskConfig task = loss_task("type: binary, loss: " + loss);
    const LossResult far = run_loss(task, {{1e30, -1e30}, {1, 0}}, 1, at::kFloat);
    CHECK(far.value == 0);
    CHECK(far.gradient == std::vector<double>{0, 0});
  }
}

}  // namespace mmoe
