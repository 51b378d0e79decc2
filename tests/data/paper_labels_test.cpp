#include "data/paper_labels.h"

#include <cmath>
#include <numbers>

#include "base/random.h"
#include "support/catch.h"
#include "support/instruction_sets.h"

namespace mmoe {

namespace {

constexpr double kAlpha[] = {1.67, -30.5, 8.35}, kBeta[] = {3.14, 0, -2.86};

PaperLabels labels_of(size_t d) {
  PaperLabels labels;
  for (std::vector<double>& w : labels.weights) {
    w.resize(d);
    RandomStream(1, "w").normal(static_cast<uint64_t>(&w - labels.weights), w);
  }
  for (const double alpha : kAlpha) labels.frequency.push_back(alpha / (2 * std::numbers::pi));
  for (const double beta : kBeta) labels.phase.push_back(beta / (2 * std::numbers::pi));
  return labels;
}

std::vector<float> inputs_of(int64_t rows, int64_t d) {
  std::vector<float> x(static_cast<size_t>(rows * d));
  RandomStream(1, "x").normal(0, rows, d, x.data());
  return x;
}

std::vector<double> computed(const PaperLabels& labels, int64_t rows, const float* inputs) {
  std::vector<double> out(static_cast<size_t>(2 * rows));
  labels.compute(rows, inputs, out.data());
  return out;
}

double expected(const std::vector<double>& w, const float* x) {
  double z = 0;
  for (size_t i = 0; i < w.size(); ++i) z += w[i] * static_cast<double>(x[i]);
  double y = z;
  for (size_t i = 0; i < 3; ++i) y += std::sin(kAlpha[i] * z + kBeta[i]);
  return y;
}

}  // namespace

TEST_CASE("labels of the paper are right for any number of rows and inputs", "[data]") {
  for (const int64_t d : {1, 2, 7, 8, 9, 100}) {
    const PaperLabels labels = labels_of(static_cast<size_t>(d));
    for (const int64_t rows : {1, 2, 3, 5, 63, 64}) {
      CAPTURE(d, rows);
      const std::vector<float> x = inputs_of(rows, d);
      const std::vector<double> y = computed(labels, rows, x.data());
      double worst = 0;
      for (size_t i = 0; i < y.size(); ++i) {
        const float* row = x.data() + static_cast<int64_t>(i / 2) * d;
        worst = std::max(worst, std::abs(y[i] - expected(labels.weights[i % 2], row)));
      }
      CHECK(worst < 1e-9);
    }
  }
}

TEST_CASE("all instruction sets give the same labels", "[data]") {
  const PaperLabels labels = labels_of(101);
  const std::vector<float> x = inputs_of(61, 101);
  const std::vector<double> y = computed(labels, 61, x.data());
  on_each_instruction_set([&] { CHECK(computed(labels, 61, x.data()) == y); });
}

}  // namespace mmoe
