// The correlated regression of Ma et al. 2018, section 3.2.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "data/generators.h"
#include "data/paper_labels.h"

namespace mmoe {

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void normalise(std::vector<double>& v) {
  const double length = std::sqrt(dot(v, v));
  for (double& x : v) x /= length;
}

// Two random directions of length 1 that are at right angles.
std::array<std::vector<double>, 2> directions(const RandomStream& stream, int64_t d) {
  std::vector<float> draws(static_cast<size_t>(2 * d));
  stream.normal(0, 2, d, draws.data());
  std::vector<double> u1(draws.begin(), draws.begin() + d), u2(draws.begin() + d, draws.end());
  normalise(u1);
  const double overlap = dot(u1, u2);
  for (size_t i = 0; i < u2.size(); ++i) u2[i] -= overlap * u1[i];
  normalise(u2);
  return {u1, u2};
}

// w_1 and w_2 of length c with cos(w_1, w_2) = p.
PaperLabels clean_labels(const PaperGenerator& config, const RandomStream& stream) {
  PaperLabels labels;
  const auto [u1, u2] = directions(stream, config.d);
  const double q = std::sqrt(1 - config.p * config.p);
  for (size_t i = 0; i < u1.size(); ++i) {
    labels.weights[0].push_back(config.c * u1[i]);
    labels.weights[1].push_back(config.c * (config.p * u1[i] + q * u2[i]));
  }
  for (size_t i = 0; i < static_cast<size_t>(config.m); ++i) {
    labels.frequency.push_back(config.alpha[i] / (2 * std::numbers::pi));
    labels.phase.push_back(config.beta[i] / (2 * std::numbers::pi));
  }
  return labels;
}

class Paper : public Generator {
 public:
  Paper(const PaperGenerator& config, GeneratorSeeds seeds)
      : d_(config.d),
        noise_deviation_(config.noise),
        labels_(clean_labels(config, RandomStream(seeds.run, "directions"))),
        inputs_(seeds.inputs, "inputs"),
        noise_(seeds.run, "noise") {}

  int64_t input_count() const override { return d_; }
  int64_t task_count() const override { return 2; }

  void labels(PartName part, uint64_t first, const Dataset& inputs, float* out) const override {
    constexpr int64_t kRows = PaperLabels::kMaxRows;
    double clean[2 * kRows];
    float noise[2 * kRows];
    for (int64_t row = 0; row < inputs.rows; row += kRows) {
      const int64_t rows = std::min(kRows, inputs.rows - row);
      labels_.compute(rows, inputs.numerics.data() + row * d_, clean);
      noise_[part].normal(first + static_cast<uint64_t>(row), rows, 2, noise);
      for (int64_t i = 0; i < 2 * rows; ++i) {
        *out++ = static_cast<float>(clean[i] + noise_deviation_ * static_cast<double>(noise[i]));
      }
    }
  }

 private:
  void draw_inputs(PartName part, uint64_t first, Dataset& out) const override {
    inputs_[part].normal(first, out.rows, d_, out.numerics.data());
  }

  int64_t d_;
  double noise_deviation_;
  PaperLabels labels_;
  PartStreams inputs_, noise_;
};

}  // namespace

std::unique_ptr<Generator> make(const PaperGenerator& config, GeneratorSeeds seeds) {
  return std::make_unique<Paper>(config, seeds);
}

}  // namespace mmoe
