// Losses by hand, from the formulas of config/loss_config.h.
#include "metrics/task_loss.h"

#include <cmath>

#include "metrics/logits.h"
#include "support/catch.h"
#include "support/tasks.h"

namespace mmoe {

using test::task_of;

namespace {

double loss_of(const std::string& options, const ScoredRows& rows) {
  return evaluate_loss(task_of(options), rows).value();
}

double log_p(double logit) { return -std::log1p(std::exp(-logit)); }

}  // namespace

TEST_CASE("losses of binary tasks", "[metrics]") {
  const ScoredRows rows = {{1, 0}, {0.5, -1}, {1, 3}};
  CHECK(loss_of("type: binary", rows) == Approx((-log_p(0.5) - 3 * log_p(1)) / 4));
  CHECK(loss_of("type: binary, loss: {type: bce, pos_weight: 5}", rows) ==
        Approx((-5 * log_p(0.5) - 3 * log_p(1)) / 4));
  CHECK(loss_of("type: binary, loss: {type: bce, label_smoothing: 0.2}", rows) ==
        Approx(-(0.9 * log_p(0.5) + 0.1 * log_p(-0.5)) / 4 -
               3 * (0.1 * log_p(-1) + 0.9 * log_p(1)) / 4));
  const double p = probability(0.5), q = probability(-1);
  CHECK(loss_of("type: binary, loss: {type: focal, gamma: 3, alpha: 0.4}", rows) ==
        Approx((-0.4 * std::pow(1 - p, 3) * log_p(0.5) - 3 * 0.6 * std::pow(q, 3) * log_p(1)) / 4));
  CHECK(loss_of("type: binary, loss: {type: focal, gamma: 0, alpha: 0.5}", rows) ==
        Approx(loss_of("type: binary", rows) / 2));
}

TEST_CASE("losses of regressions", "[metrics]") {
  const ScoredRows rows = {{1, 2}, {1.5, 5}, {1, 3}};
  CHECK(loss_of("type: regression", rows) == Approx((0.25 + 3 * 9) / 4));
  CHECK(loss_of("type: regression, loss: mae", rows) == Approx((0.5 + 3 * 3) / 4));
  CHECK(loss_of("type: regression, loss: {type: huber, delta: 2}", rows) ==
        Approx((0.125 + 3 * 2 * (3 - 1)) / 4));
  CHECK(loss_of("type: regression, loss: poisson", rows) ==
        Approx((std::exp(1.5) - 1.5 + 3 * (std::exp(5) - 10)) / 4));
}

TEST_CASE("the zero-inflated log-normal loss", "[metrics]") {
  const double s = std::log1p(std::exp(0.3)), pi = std::acos(-1);
  ScoredRows rows = {{0, 7}, {0.2, 9, 9, -1, 1.5, 0.3}};
  rows.columns = 3;
  const double error = (std::log(7) - 1.5) / s;
  const double positive = -log_p(-1) + std::log(7 * s * std::sqrt(2 * pi)) + error * error / 2;
  CHECK(loss_of("type: regression, loss: ziln", rows) == Approx((-log_p(-0.2) + positive) / 2));
}

TEST_CASE("cross entropy spreads a share of the label over all classes", "[metrics]") {
  ScoredRows rows = {{2}, {1, 0, 2}};
  rows.columns = 3;
  const double total = std::log(std::exp(1) + 1 + std::exp(2));
  CHECK(loss_of("type: multiclass, num_classes: 3", rows) == Approx(total - 2));
  CHECK(loss_of("type: multiclass, num_classes: 3, loss: {type: cross_entropy, "
                "label_smoothing: 0.3}",
                rows) == Approx(total - 0.8 * 2 - 0.1 * 1 - 0.1 * 0));
}

TEST_CASE("the pairwise loss is a mean over pairs of a group", "[metrics]") {
  const auto pair = [](double positive, double negative) { return -log_p(positive - negative); };
  const ScoredRows rows = {{1, 0, 1, 0}, {2, 1, 0, 5}, {}, {1, 1, 2, 2}};
  CHECK(loss_of("type: binary, loss: pairwise", rows) == Approx((pair(2, 1) + pair(0, 5)) / 2));
  ScoredRows weighted = rows;
  weighted.weights = {2, 3, 1, 4};
  CHECK(loss_of("type: binary, loss: pairwise", weighted) ==
        Approx((6 * pair(2, 1) + 4 * pair(0, 5)) / 10));
  ScoredRows together = rows;
  together.groups.clear();
  CHECK(loss_of("type: binary, loss: pairwise", together) ==
        Approx((pair(2, 1) + pair(2, 5) + pair(0, 1) + pair(0, 5)) / 4));
  CHECK(loss_of("type: binary, loss: pairwise", {{1, 1}, {1, 2}}) == 0);
}

TEST_CASE("JRC weighs the class of a row against its place in the group", "[metrics]") {
  // Rows (z0, z1): a (1, 2) positive, b (0, -1) negative, both of a group; c (3, 3) alone.
  ScoredRows rows = {{1, 0, 1}, {1, 2, 0, -1, 3, 3}, {}, {4, 4, 5}};
  rows.columns = 2;
  const double calibration = (-log_p(1) - log_p(1) + std::log(2)) / 3;
  const double ranking = (-log_p(2 - -1) - log_p(0 - 1) + 0) / 3;
  CHECK(loss_of("type: binary, loss: {type: jrc, alpha: 1}", rows) == Approx(calibration));
  CHECK(loss_of("type: binary, loss: {type: jrc, alpha: 0}", rows) == Approx(ranking));
  CHECK(loss_of("type: binary, loss: {type: jrc, alpha: 0.3}", rows) ==
        Approx(0.3 * calibration + 0.7 * ranking));
}

TEST_CASE("several losses are summed by their weights", "[metrics]") {
  const ScoredRows rows = {{1, 0, 0}, {1, 0, 2}, {}, {1, 1, 1}};
  CHECK(loss_of("type: binary, loss: [{type: bce, weight: 0.5}, {type: pairwise, weight: 3}]",
                rows) == Approx(0.5 * loss_of("type: binary", rows) +
                                3 * loss_of("type: binary, loss: pairwise", rows)));
}

}  // namespace mmoe
