#include "metrics/head.h"

#include <cmath>

#include "support/catch.h"
#include "support/tasks.h"

namespace mmoe {

using test::task_of;

namespace {

std::vector<double> predicted_by(const std::string& options, const std::vector<double>& logits,
                                 const LabelScaling& scaling = {}) {
  return predicted({task_of(options), scaling}, logits);
}

}  // namespace

TEST_CASE("logits become what a user gets", "[metrics]") {
  const double half = 1 / (1 + std::exp(-0.5));
  CHECK(predicted_by("type: binary", {0.5})[0] == Approx(half));
  CHECK(predicted_by("type: binary, loss: jrc", {1, 1.5})[0] == Approx(half));
  CHECK(predicted_by("type: regression", {2}) == std::vector<double>{2});
  CHECK(predicted_by("type: regression, scale: standard", {2}, {.mean = 5, .deviation = 3})[0] ==
        11);
  CHECK(predicted_by("type: regression, scale: log1p", {std::log(8)}, {.log = true})[0] ==
        Approx(7));
  CHECK(predicted_by("type: regression, loss: poisson", {1})[0] == Approx(std::exp(1)));
  const double deviation = std::log1p(std::exp(-1));
  CHECK(predicted_by("type: regression, loss: ziln", {0.5, 2, -1})[0] ==
        Approx(half * std::exp(2 + deviation * deviation / 2)));
  const auto shares = predicted_by("type: multiclass, num_classes: 3", {1000, 1000, 0});
  CHECK(shares[0] == Approx(0.5));
  CHECK(shares[2] == 0);
}

TEST_CASE("probabilities of extreme logits are 0 and 1", "[metrics]") {
  CHECK(predicted_by("type: binary", {-800})[0] == 0);
  CHECK(predicted_by("type: binary", {800})[0] == 1);
}

TEST_CASE("scaling a label and back", "[metrics]") {
  for (const LabelScaling& scaling :
       {LabelScaling{}, LabelScaling{.mean = 5, .deviation = 3}, LabelScaling{.log = true}}) {
    for (const double label : {-0.5, 0.0, 1.0, 1e6}) {
      CHECK(scaling.undo(scaling.apply(label)) == Approx(label).epsilon(1e-12));
    }
  }
  CHECK(LabelScaling{}.apply(0.1) == 0.1);
}

}  // namespace mmoe
