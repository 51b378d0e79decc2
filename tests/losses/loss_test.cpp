// What every loss promises: gradients, weights, missing labels.
#include "support/torch_test.h"

#include <cmath>
#include <limits>

#include "support/torch_losses.h"

namespace mmoe {

using namespace test;

namespace {

const double kMissing = std::numeric_limits<double>::quiet_NaN();

void check_same(const LossResult& a, const LossResult& b, double tolerance) {
  CHECK(a.value == Approx(b.value).epsilon(tolerance).margin(tolerance));
  REQUIRE(a.gradient.size() == b.gradient.size());
  for (size_t i = 0; i < a.gradient.size(); ++i) {
    CHECK(a.gradient[i] == Approx(b.gradient[i]).epsilon(tolerance).margin(tolerance));
  }
}

// Rows of a case, some of them more than once.
LossCase chosen(const LossCase& from, const std::vector<size_t>& rows) {
  const size_t columns = from.logits.size() / from.labels.size();
  LossCase made;
  for (const size_t row : rows) {
    for (size_t k = 0; k < columns; ++k) made.logits.push_back(from.logits[row * columns + k]);
    made.labels.push_back(from.labels[row]);
    if (!from.weights.empty()) made.weights.push_back(from.weights[row]);
    if (!from.groups.empty()) made.groups.push_back(from.groups[row]);
  }
  return made;
}

// With and without weights and groups.
std::vector<LossCase> cases(const TaskConfig& task, size_t rows) {
  const LossCase all = random_case(task, rows, "rows");
  LossCase bare = all, grouped = all;
  bare.weights.clear();
  bare.groups.clear();
  grouped.weights.clear();
  return {all, bare, grouped};
}

}  // namespace

TEST_CASE("losses: gradients are those of the values, times the factor", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (LossCase rows : cases(task, 9)) {
      rows.labels[3] = kMissing;
      const LossResult found = run_loss(task, rows, 0.25);
      for (size_t i = 0; i < rows.logits.size(); ++i) {
        const double step = 1e-5;
        LossCase up = rows, down = rows;
        up.logits[i] += step;
        down.logits[i] -= step;
        const double slope = (run_loss(task, up).value - run_loss(task, down).value) / (2 * step);
        CAPTURE(task.index(), i, rows.weights.size(), rows.groups.size());
        CHECK(found.gradient[i] == Approx(0.25 * slope).epsilon(1e-6).margin(1e-9));
      }
      CHECK(found.value == run_loss(task, rows).value);
    }
  }
}

TEST_CASE("losses: a weight of 2 is the row twice, one of 0 is no row", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (LossCase once : cases(task, 8)) {
      once.weights = {1, 2, 1, 1, 0, 2, 1, 1};
      LossCase twice = chosen(once, {0, 1, 1, 2, 3, 5, 5, 6, 7});
      twice.weights.clear();
      const LossResult weighted = run_loss(task, once), repeated = run_loss(task, twice);
      CAPTURE(task.index(), once.groups.size());
      CHECK(weighted.value == Approx(repeated.value).epsilon(1e-12));
      const size_t columns = once.logits.size() / 8;
      for (size_t k = 0; k < columns; ++k) {
        CHECK(weighted.gradient[columns + k] ==
              Approx(2 * repeated.gradient[columns + k]).epsilon(1e-12));
        CHECK(weighted.gradient[4 * columns + k] == 0);
        CHECK(weighted.gradient[6 * columns + k] ==
              Approx(repeated.gradient[7 * columns + k]).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("losses: rows without a label do not count", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (LossCase rows : cases(task, 7)) {
      const size_t columns = rows.logits.size() / 7;
      for (const size_t row : {0, 4}) rows.labels[row] = kMissing;
      for (size_t k = 0; k < columns; ++k) rows.logits[4 * columns + k] = NAN;
      const LossResult all = run_loss(task, rows);
      const LossResult labelled = run_loss(task, chosen(rows, {1, 2, 3, 5, 6}));
      CAPTURE(task.index());
      CHECK(all.value == Approx(labelled.value).epsilon(1e-13));
      for (size_t k = 0; k < columns; ++k) {
        CHECK(all.gradient[k] == 0);
        CHECK(all.gradient[4 * columns + k] == 0);
        CHECK(all.gradient[5 * columns + k] ==
              Approx(labelled.gradient[3 * columns + k]).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("losses: without any label the loss is 0 and so is its gradient", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (const auto type : {at::kDouble, at::kFloat}) {
      for (LossCase rows : cases(task, 3)) {
        rows.labels = {kMissing, kMissing, kMissing};
        const LossResult none = run_loss(task, rows, 1, type);
        CHECK(none.value == 0);
        CHECK(none.gradient == std::vector<double>(rows.logits.size(), 0));
      }
    }
  }
}

TEST_CASE("losses: a single row", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (const LossCase& rows : cases(task, 1)) {
      CAPTURE(task.index());
      const LossResult found = run_loss(task, rows);
      CHECK(std::isfinite(found.value));
      for (const double slope : found.gradient) CHECK(std::isfinite(slope));
    }
  }
}

TEST_CASE("losses: floats are the doubles, rounded, for any number of rows", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    for (size_t rows = 1; rows < 40; rows += rows < 20 ? 1 : 7) {
      for (LossCase one : cases(task, rows)) {
        CAPTURE(task.index(), rows);
        // As floats hold them, some far out, some without a label.
        for (size_t i = 0; i < one.logits.size(); ++i) {
          one.logits[i] = static_cast<float>(i % 7 == 3 ? 5 * one.logits[i] : one.logits[i]);
        }
        for (double& label : one.labels) label = static_cast<float>(label);
        for (double& weight : one.weights) weight = static_cast<float>(weight);
        for (size_t row = 4; row < rows; row += 5) one.labels[row] = kMissing;
        check_same(run_loss(task, one, 0.125, at::kFloat), run_loss(task, one, 0.125), 2e-5);
      }
    }
  }
}

TEST_CASE("losses: a network that has diverged shows it", "[losses]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    LossCase rows = cases(task, 6)[1];
    rows.labels = {1, 0, 1, 0, 1, 0};
    for (size_t k = 0; k < rows.logits.size() / 6; ++k) rows.logits[k] = NAN;
    CAPTURE(task.index());
    CHECK(std::isnan(run_loss(task, rows).value));
    CHECK(std::isnan(run_loss(task, rows, 1, at::kFloat).value));
  }
  CHECK(std::isinf(run_loss(loss_task("type: regression"), {{INFINITY, 1}, {1, 1}}).value));
}

}  // namespace mmoe
