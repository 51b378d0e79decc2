// The correlated regression of Ma et al. 2018, data/generator.h.
#include <array>
#include <cmath>

#include "data/generator.h"
#include "support/catch.h"

namespace mmoe {

namespace {

// Labels depend on two projections of the inputs, so few inputs do for what labels look like.
PaperGenerator paper(double p, int64_t d = 4) {
  PaperGenerator config;
  config.p = p;
  config.d = d;
  return config;
}

PaperGenerator linear(double p, int64_t d) {
  PaperGenerator config = paper(p, d);
  config.m = 0;
  config.noise = 0;
  return config;
}

Dataset rows_of(const PaperGenerator& generator, int64_t rows, DataSeed seed = {1},
                int64_t run_seed = 1) {
  SyntheticConfig config;
  config.generator = generator;
  config.seed = seed;
  Dataset out;
  make_generator(config, run_seed)->fill(PartName::train, 0, rows, out);
  return out;
}

// Pearson's correlation of the two labels.
double correlation(const std::vector<float>& labels) {
  double sums[2] = {}, squares[2] = {}, products = 0;
  const auto n = static_cast<double>(labels.size() / 2);
  for (size_t i = 0; i < labels.size(); i += 2) {
    const double a = labels[i], b = labels[i + 1];
    sums[0] += a, sums[1] += b;
    squares[0] += a * a, squares[1] += b * b;
    products += a * b;
  }
  const auto variance = [&](int k) { return squares[k] / n - sums[k] / n * (sums[k] / n); };
  return (products / n - sums[0] / n * (sums[1] / n)) / std::sqrt(variance(0) * variance(1));
}

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The w with w x = y for d rows of linear labels (Gaussian elimination with pivots).
Vector direction(const Dataset& rows, size_t d, size_t task) {
  std::vector<Vector> system;
  for (size_t row = 0; row < d; ++row) {
    Vector equation(rows.numerics.begin() + static_cast<std::ptrdiff_t>(row * d),
                    rows.numerics.begin() + static_cast<std::ptrdiff_t>(row * d + d));
    equation.push_back(rows.labels[row * 2 + task]);
    system.push_back(std::move(equation));
  }
  for (size_t k = 0; k < d; ++k) {
    const auto below =
        std::ranges::subrange(system.begin() + static_cast<std::ptrdiff_t>(k), system.end());
    std::ranges::iter_swap(below.begin(), std::ranges::max_element(below, {}, [&](const Vector& v) {
                             return std::abs(v[k]);
                           }));
    for (size_t row = 0; row < d; ++row) {
      if (row == k) continue;
      const double factor = system[row][k] / system[k][k];
      for (size_t i = k; i <= d; ++i) system[row][i] -= factor * system[k][i];
    }
  }
  Vector w(d);
  for (size_t k = 0; k < d; ++k) w[k] = system[k][d] / system[k][k];
  return w;
}

}  // namespace

TEST_CASE("directions have length c and cosine p", "[data]") {
  for (const double p : {-1.0, 0.0, 0.5, 0.9, 1.0}) {
    for (const double c : {1.0, 2.5}) {
      CAPTURE(p, c);
      PaperGenerator config = linear(p, 8);
      config.c = c;
      const Dataset rows = rows_of(config, 8);
      const Vector w1 = direction(rows, 8, 0), w2 = direction(rows, 8, 1);
      CHECK(std::sqrt(dot(w1, w1)) == Approx(c).epsilon(1e-4));
      CHECK(std::sqrt(dot(w2, w2)) == Approx(c).epsilon(1e-4));
      CHECK(dot(w1, w2) / (c * c) == Approx(p).margin(1e-4));
    }
  }
}

TEST_CASE("labels are a line, sines and noise", "[data]") {
  PaperGenerator config = paper(0.5);
  const Dataset lines = rows_of(linear(0.5, 4), 2000), noisy = rows_of(config, 2000);
  config.noise = 0;
  const Dataset clean = rows_of(config, 2000);
  CHECK(lines.numerics == clean.numerics);
  double worst = 0, noise = 0;
  for (size_t i = 0; i < lines.labels.size(); ++i) {
    const double z = lines.labels[i];
    double y = z;
    for (size_t k = 0; k < 5; ++k) y += std::sin(config.alpha[k] * z + config.beta[k]);
    worst = std::max(worst, std::abs(y - clean.labels[i]));
    noise += std::pow(noisy.labels[i] - clean.labels[i], 2);
  }
  CHECK(worst < 1e-4);
  CHECK(std::sqrt(noise / static_cast<double>(lines.labels.size())) == Approx(0.1).epsilon(0.05));
}

TEST_CASE("m counts the sines that are used", "[data]") {
  PaperGenerator config = linear(0.5, 4);
  config.m = 1;
  const Dataset one = rows_of(config, 10), none = rows_of(linear(0.5, 4), 10);
  for (size_t i = 0; i < 20; ++i) {
    const double z = none.labels[i];
    CHECK(one.labels[i] == Approx(z + std::sin(1.67 * z + 3.14)).margin(1e-5));
  }
}

// The paper's Fig. 2: cosines of 0.5, 0.9, 0.98 and 1 give these correlations of labels.
TEST_CASE("labels correlate as in the paper", "[data]") {
  const std::pair<double, double> cases[] = {
      {0.5, 0.074}, {0.9, 0.305}, {0.98, 0.657}, {1, 0.9965}};
  for (const auto& [p, expected] : cases) {
    CAPTURE(p);
    CHECK(correlation(rows_of(paper(p), 200000).labels) == Approx(expected).margin(0.01));
  }
}

TEST_CASE("noise is the tasks' own", "[data]") {
  PaperGenerator config = linear(1, 4);
  config.c = 0;
  config.noise = 2;
  const std::vector<float> labels = rows_of(config, 100000).labels;
  CHECK(correlation(labels) == Approx(0).margin(0.015));
  double squares = 0;
  for (const float label : labels) squares += label * label;
  CHECK(std::sqrt(squares / 200000) == Approx(2).epsilon(0.01));
}

TEST_CASE("the seed of the run draws directions and noise", "[data]") {
  const Dataset one = rows_of(linear(0.5, 8), 8, {}, 1), two = rows_of(linear(0.5, 8), 8, {}, 2);
  CHECK(one.numerics == two.numerics);
  for (const size_t task : {0, 1}) {
    const double cosine = dot(direction(one, 8, task), direction(two, 8, task));
    CHECK(std::abs(cosine) < 0.95);
  }
  PaperGenerator noise = linear(0.5, 8);
  noise.c = 0;
  noise.noise = 1;
  CHECK_FALSE(rows_of(noise, 8, {}, 1).labels == rows_of(noise, 8, {}, 2).labels);
}

}  // namespace mmoe
