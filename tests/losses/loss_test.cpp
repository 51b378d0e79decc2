// Values by hand, gradients by differences, missing labels, extreme logits.
#include "support/torch_test.h"

#include <cmath>
#include <limits>

#include "base/random.h"
#include "losses/loss.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

struct Result {
  double value;
  std::vector<double> gradient;
};

Result run(const TaskConfig& task, const std::vector<double>& logits,
           const std::vector<double>& labels, double share = 1, at::ScalarType type = at::kDouble) {
  const auto rows = static_cast<int64_t>(logits.size());
  // A column of a wider tensor, as labels of several tasks are.
  at::Tensor all_labels = filled({rows, 3}, 9, type);
  all_labels.select(1, 1).copy_(tensor(labels, {rows}, type));
  at::Tensor d_logits = filled({rows, 1}, 77, type);
  at::Tensor sums = filled({2}, 0, at::kDouble);
  (*make_loss(task))(tensor(logits, {rows, 1}, type), all_labels, 1, share, d_logits, sums);
  CHECK(values(sums)[0] == 0);
  return {values(sums)[1], values(d_logits)};
}

const double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("losses: values by hand", "[losses]") {
  for (const auto type : {at::kDouble, at::kFloat}) {
    const double tolerance = type == at::kDouble ? 1e-14 : 1e-6;
    const Result bce = run(BinaryTask(), {0, 2, -1}, {1, 1, 0}, 1, type);
    const double expected = std::log(2) + std::log1p(std::exp(-2)) + std::log1p(std::exp(-1));
    CHECK(bce.value == Approx(expected).epsilon(tolerance));
    CHECK(bce.gradient[0] == Approx(-0.5).epsilon(tolerance));
    CHECK(bce.gradient[1] == Approx(1 / (1 + std::exp(-2)) - 1).epsilon(tolerance));
    CHECK(bce.gradient[2] == Approx(1 / (1 + std::exp(1))).epsilon(tolerance));

    const Result mse = run(RegressionTask(), {0, 2, -1}, {1, 4, -1}, 1, type);
    CHECK(mse.value == Approx(5).epsilon(tolerance));
    CHECK(mse.gradient[0] == Approx(-2).epsilon(tolerance));
    CHECK(mse.gradient[1] == Approx(-4).epsilon(tolerance));
    CHECK(mse.gradient[2] == 0);
  }
}

TEST_CASE("losses: labels between 0 and 1 are probabilities", "[losses]") {
  const Result soft = run(BinaryTask(), {0.5}, {0.25});
  const Result one = run(BinaryTask(), {0.5}, {1}), zero = run(BinaryTask(), {0.5}, {0});
  CHECK(soft.value == Approx(0.25 * one.value + 0.75 * zero.value));
  CHECK(soft.gradient[0] == Approx(0.25 * one.gradient[0] + 0.75 * zero.gradient[0]));
}

TEST_CASE("losses: gradients are those of the values, times the scale", "[losses]") {
  const std::vector<double> logits = {0.3, -2, 4, 0, -0.7}, labels = {1, 0, kMissing, 0, 1};
  for (const TaskConfig& task : {TaskConfig(BinaryTask()), TaskConfig(RegressionTask())}) {
    for (const double scale : {1.0, 0.25, 0.0}) {
      const Result found = run(task, logits, labels, scale);
      for (size_t i = 0; i < logits.size(); ++i) {
        CAPTURE(task.index(), scale, i);
        const double step = 1e-5;
        std::vector<double> up = logits, down = logits;
        up[i] += step;
        down[i] -= step;
        const double slope =
            (run(task, up, labels).value - run(task, down, labels).value) / (2 * step);
        CHECK(found.gradient[i] == Approx(scale * slope).margin(1e-9));
      }
      CHECK(found.value == scale * run(task, logits, labels).value);
    }
  }
}

TEST_CASE("losses: rows without a label do not count", "[losses]") {
  for (const TaskConfig& task : {TaskConfig(BinaryTask()), TaskConfig(RegressionTask())}) {
    for (const auto type : {at::kDouble, at::kFloat}) {
      const Result all = run(task, {5, 0.5, NAN, -3}, {kMissing, 1, kMissing, 0}, 2, type);
      const Result labelled = run(task, {0.5, -3}, {1, 0}, 2, type);
      CHECK(all.value == labelled.value);
      CHECK(all.gradient == std::vector<double>{0, labelled.gradient[0], 0, labelled.gradient[1]});
    }
  }
}

TEST_CASE("losses: without any label the loss is 0 and so is its gradient", "[losses]") {
  for (const TaskConfig& task : {TaskConfig(BinaryTask()), TaskConfig(RegressionTask())}) {
    for (const auto type : {at::kDouble, at::kFloat}) {
      const Result none = run(task, {5, -1}, {kMissing, kMissing}, 1, type);
      CHECK(none.value == 0);
      CHECK(none.gradient == std::vector<double>{0, 0});
      CHECK(run(task, {}, {}, 1, type).value == 0);
    }
  }
}

TEST_CASE("losses: extreme logits give finite losses", "[losses]") {
  for (const auto type : {at::kDouble, at::kFloat}) {
    for (const double size : {50.0, 1e3, 1e30}) {
      CAPTURE(size);
      const Result right = run(BinaryTask(), {size, -size}, {1, 0}, 1, type);
      CHECK(right.value == Approx(0).margin(1e-20));
      CHECK(right.gradient[0] == Approx(0).margin(1e-20));
      CHECK(right.gradient[1] == Approx(0).margin(1e-20));
      const Result wrong = run(BinaryTask(), {size, -size}, {0, 1}, 1, type);
      CHECK(wrong.value == Approx(2 * size).epsilon(1e-6));
      CHECK(wrong.gradient[0] == Approx(1));
      CHECK(wrong.gradient[1] == Approx(-1));
    }
  }
}

TEST_CASE("losses: floats are the doubles, rounded, for any number of rows", "[losses]") {
  const RandomStream stream(1, "losses");
  for (const TaskConfig& task : {TaskConfig(BinaryTask()), TaskConfig(RegressionTask())}) {
    for (uint64_t rows = 0; rows < 70; ++rows) {
      CAPTURE(task.index(), rows);
      std::vector<double> logits(rows), labels(rows), luck(rows);
      stream.normal(3 * rows, std::span(logits));
      stream.uniform(3 * rows + 1, labels);
      stream.uniform(3 * rows + 2, luck);
      for (size_t i = 0; i < rows; ++i) {
        // As floats hold them, some far out, some without a label.
        logits[i] = static_cast<float>(luck[i] > 0.8 ? 30 * logits[i] : logits[i]);
        labels[i] = luck[i] < 0.2 ? kMissing : static_cast<float>(labels[i]);
      }
      const Result fast = run(task, logits, labels, 0.125, at::kFloat);
      const Result plain = run(task, logits, labels, 0.125);
      CHECK(fast.value == Approx(plain.value).epsilon(1e-6));
      for (size_t i = 0; i < rows; ++i) {
        CHECK(fast.gradient[i] == Approx(plain.gradient[i]).epsilon(1e-6).margin(1e-8));
      }
    }
  }
}

TEST_CASE("losses: a network that has diverged shows it", "[losses]") {
  CHECK(std::isnan(run(BinaryTask(), {NAN, 1}, {1, 1}).value));
  CHECK(std::isnan(run(RegressionTask(), {NAN, 1}, {1, 1}).value));
  CHECK(std::isinf(run(RegressionTask(), {INFINITY, 1}, {1, 1}).value));
}

}  // namespace mmoe
