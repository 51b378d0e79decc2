// What relations between tasks compute: attention between two towers, products of probabilities.
#include "nn/transfer.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "nn/probability_product.h"
#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

namespace {

std::shared_ptr<Transfer> transfer(int64_t width) {
  return std::make_shared<Transfer>(width, Init::torch, RandomStream(1, "transfer"));
}

// The logit of the product of probabilities, in long double.
double product(const std::vector<double>& logits) {
  long double sum = 0;  // -log p
  for (const double z : logits) sum += std::log1p(std::exp(static_cast<long double>(-z)));
  return static_cast<double>(-std::log(std::expm1(sum)));
}

}  // namespace

TEST_CASE("transfer: attention by hand", "[nn]") {
  BlockRun run(transfer(1), {tensor({2}, {1, 1}, at::kDouble), tensor({-1}, {1, 1}, at::kDouble)});
  run.parameter("block.weight").copy_(tensor({10, 0.5, 1}, {1, 1, 3}, at::kDouble));
  // Scores 0.5 u * u: 2 and 0.5; values 20 and -10.
  const double first = 1 / (1 + std::exp(-1.5));
  CHECK(run.forward().item<double>() == Approx(20 * first - 10 * (1 - first)));
}

TEST_CASE("transfer: gradients, one row and several", "[nn]") {
  for (const int64_t rows : {1, 4}) {
    BlockRun run(transfer(3), {random({rows, 3}, "handed on", at::kDouble),
                               random({rows, 3}, "own", at::kDouble)});
    CHECK(run.gradient_difference() == "");
  }
}

TEST_CASE("transfer: with nothing handed on, the own is all", "[nn]") {
  const at::Tensor own = filled({2, 3}, 2, at::kDouble);
  BlockRun run(transfer(3), {zeros({2, 3}, at::kDouble), own});
  at::Tensor weight = run.parameter("block.weight").zero_();
  for (int64_t i = 0; i < 3; ++i) {
    weight[0][i][i].fill_(1);        // V = 1
    weight[0][i][3 + i].fill_(100);  // K
    weight[0][i][6 + i].fill_(100);  // Q
  }
  CHECK(difference(run.forward(), own, 1e-12) == "");
}

TEST_CASE("product: probabilities multiply, near 0 and near 1 too", "[nn]") {
  const std::vector<double> a = {0, 1, -2, 30, 30, -30, 80, -80, 300, 20},
                            b = {0, 3, -1, 30, -30, -30, 90, 5, 400, -0.5};
  const auto rows = static_cast<int64_t>(a.size());
  std::vector<double> expected;
  for (size_t i = 0; i < a.size(); ++i) expected.push_back(product({a[i], b[i]}));
  for (const auto type : {at::kFloat, at::kDouble}) {
    BlockRun run(std::make_shared<ProbabilityProduct>(),
                 {tensor(a, {rows, 1}, type), tensor(b, {rows, 1}, type)});
    const double tolerance = type == at::kFloat ? 1e-6 : 1e-11;
    CHECK(difference(run.forward(), tensor(expected, {rows, 1}, type), tolerance) == "");
    run.backward(filled({rows, 1}, 1, type));
    CHECK(run.gradient_of("in_0.value").isfinite().all().item<bool>());
    CHECK(run.gradient_of("in_0.value")[0].item<double>() == Approx(2.0 / 3));
  }
}

TEST_CASE("product: of three, with gradients", "[nn]") {
  const std::vector<double> z = {0.5, -1, 2};
  BlockRun run(std::make_shared<ProbabilityProduct>(),
               {tensor({z[0]}, {1, 1}, at::kDouble), tensor({z[1]}, {1, 1}, at::kDouble),
                tensor({z[2]}, {1, 1}, at::kDouble)});
  CHECK(run.forward().item<double>() == Approx(product(z)));
  CHECK(run.gradient_difference() == "");
}

}  // namespace mmoe
