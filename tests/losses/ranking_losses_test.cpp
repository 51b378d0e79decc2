// Losses that compare rows of a group: values by hand, and against plain loops.
#include "support/torch_test.h"

#include <cmath>

#include "losses/task_loss.h"
#include "support/torch_losses.h"

namespace mmoe {

using namespace test;

namespace {

const char* const kPairwise = "type: binary, loss: pairwise";

double behind(double positive, double negative) {
  return std::log1p(std::exp(negative - positive));
}

// All pairs, one by one.
double pairwise_by_loops(const LossCase& rows) {
  double sum = 0, weights = 0;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    for (size_t j = 0; j < rows.labels.size(); ++j) {
      const bool is_pair = rows.labels[i] == 1 && rows.labels[j] == 0 &&
                           (rows.groups.empty() || rows.groups[i] == rows.groups[j]);
      if (!is_pair) continue;
      const double weight = rows.weights.empty() ? 1 : rows.weights[i] * rows.weights[j];
      sum += weight * behind(rows.logits[i], rows.logits[j]);
      weights += weight;
    }
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace

TEST_CASE("ranking losses: pairs of a positive and a negative row", "[losses]") {
  const TaskConfig task = loss_task(kPairwise);
  const LossCase rows{{2, 1, 0, 5}, {1, 0, 1, NAN}};
  const LossResult found = run_loss(task, rows);
  CHECK(found.value == Approx((behind(2, 1) + behind(0, 1)) / 2));
  const double a = 1 / (1 + std::exp(1)), b = 1 / (1 + std::exp(-1));
  CHECK(found.gradient[0] == Approx(-a / 2));
  CHECK(found.gradient[1] == Approx((a + b) / 2));
  CHECK(found.gradient[2] == Approx(-b / 2));
  CHECK(found.gradient[3] == 0);
}

TEST_CASE("ranking losses: pairs stay within their group", "[losses]") {
  const TaskConfig task = loss_task(kPairwise);
  const LossCase rows{{2, 1, 0, 3, 4}, {1, 0, 1, 0, 0}, {1, 2, 3, 1, 1}, {7, 7, -5, -5, 900}};
  const LossResult found = run_loss(task, rows);
  CHECK(found.value == Approx((2 * behind(2, 1) + 3 * behind(0, 3)) / 5));
  CHECK(found.gradient[4] == 0);
}

TEST_CASE("ranking losses: without a pair there is nothing to learn", "[losses]") {
  for (const LossCase& rows :
       {LossCase{{1, 2}, {1, 1}, {}, {}}, LossCase{{1, 2}, {0, 0}, {}, {}},
        LossCase{{1, 2}, {1, 0}, {}, {1, 2}}, LossCase{{1, 2}, {1, 0}, {1, 0}, {}}}) {
    const LossResult found = run_loss(loss_task(kPairwise), rows);
    CHECK(found.value == 0);
    CHECK(found.gradient == std::vector<double>{0, 0});
  }
}

// More rows than a matrix of pairs has, and groups from one row to all.
TEST_CASE("ranking losses: any number of rows and groups", "[losses]") {
  const TaskConfig task = loss_task(kPairwise);
  for (const size_t count : {10, 300, 2500}) {
    for (const double groups : {1.0, 7.0, 400.0}) {
      LossCase rows = random_case(task, count, "pairs");
      for (size_t row = 0; row < count; ++row) {
        rows.groups[row] = std::floor(std::abs(rows.logits[row]) * groups / 3);
      }
      CAPTURE(count, groups);
      CHECK(run_loss(task, rows).value == Approx(pairwise_by_loops(rows)).epsilon(1e-10));
      double sum = 0;  // moving all logits alike changes nothing
      for (const double slope : run_loss(task, rows).gradient) sum += slope;
      CHECK(sum == Approx(0).margin(1e-12));
      rows.groups.clear();
      CHECK(run_loss(task, rows).value == Approx(pairwise_by_loops(rows)).epsilon(1e-10));
    }
  }
}

TEST_CASE("ranking losses: JRC by hand", "[losses]") {
  // Two groups; each row has the logits of labels 0 and 1.
  const LossCase rows{{0, 1, 2, 0, 1, 3}, {1, 0, 1}, {}, {4, 4, 2}};
  const double calibration[] = {std::log(std::exp(0) + std::exp(1)) - 1,
                                std::log(std::exp(2) + std::exp(0)) - 2,
                                std::log(std::exp(1) + std::exp(3)) - 3};
  const double ranking[] = {std::log(std::exp(1) + std::exp(0)) - 1,
                            std::log(std::exp(0) + std::exp(2)) - 2, 0};
  double expected = 0;
  for (const size_t i : {0, 1, 2}) expected += (0.3 * calibration[i] + 0.7 * ranking[i]) / 3;
  CHECK(run_loss(loss_task("type: binary, loss: {type: jrc, alpha: 0.3}"), rows).value ==
        Approx(expected));
}

TEST_CASE("ranking losses: JRC that only calibrates is cross-entropy of the difference",
          "[losses]") {
  LossCase rows = random_case(loss_task("type: binary, loss: jrc"), 9, "jrc");
  LossCase single = rows;
  single.logits.clear();
  for (size_t i = 0; i < 9; ++i) {
    single.logits.push_back(rows.logits[2 * i + 1] - rows.logits[2 * i]);
  }
  const LossResult jrc = run_loss(loss_task("type: binary, loss: {type: jrc, alpha: 1}"), rows);
  const LossResult bce = run_loss(loss_task("type: binary"), single);
  CHECK(jrc.value == Approx(bce.value));
  for (size_t i = 0; i < 9; ++i) {
    CHECK(jrc.gradient[2 * i + 1] == Approx(bce.gradient[i]));
    CHECK(jrc.gradient[2 * i] == Approx(-bce.gradient[i]));
  }
}

TEST_CASE("ranking losses: extreme logits give finite losses", "[losses]") {
  for (const char* yaml : {kPairwise, "type: binary, loss: jrc"}) {
    for (const auto type : {at::kDouble, at::kFloat}) {
      LossCase rows = random_case(loss_task(yaml), 6, "extreme");
      for (size_t i = 0; i < rows.logits.size(); ++i) rows.logits[i] = i % 2 ? 1e30 : -1e30;
      rows.labels = {1, 0, 1, 0, 1, 0};
      const LossResult found = run_loss(loss_task(yaml), rows, 1, type);
      CHECK(std::isfinite(found.value));
      for (const double slope : found.gradient) CHECK(std::isfinite(slope));
    }
  }
}

TEST_CASE("ranking losses: which tasks compare rows", "[losses]") {
  CHECK(
      compares_rows({loss_task("type: regression"), loss_task("type: binary, loss: [bce, jrc]")}));
  CHECK(compares_rows({loss_task(kPairwise)}));
  CHECK_FALSE(
      compares_rows({loss_task("type: regression"), loss_task("type: binary, loss: focal")}));
}

}  // namespace mmoe
