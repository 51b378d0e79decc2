#include "train/mixture_activity.h"

#include "support/torch_test.h"

#include <cmath>

#include "support/torch_blocks.h"
#include "train/activity.h"

namespace mmoe {

using namespace test;

namespace {

using Matrix = std::vector<std::vector<double>>;

// Experts with these outputs [rows, experts, width], mixed with these weights [rows, gates,
// experts].
MixtureActivity activity_of(const at::Tensor& outputs, const at::Tensor& weights) {
  const int64_t rows = outputs.size(0);
  MultiTaskModel model;
  const Source experts =
      model.add("e", std::make_shared<Constant>(outputs.reshape({rows, -1})), {});
  const Source gates = model.add("g", std::make_shared<Constant>(weights.reshape({rows, -1})), {});
  model.layers = {{"other", gates, Activation::none}, {"experts_0", experts, Activation::relu}};
  MultiTaskModel::Mixture& mixture = model.mixtures.emplace_back();
  mixture = {"m", {}, {}, experts, gates};
  for (int64_t i = 0; i < outputs.size(1); ++i) mixture.experts.push_back(std::to_string(i));
  for (int64_t i = 0; i < weights.size(1); ++i) mixture.gates.push_back("gate" + std::to_string(i));
  GraphRun run(model, rows, at::kDouble);
  run.forward(experts, /*training=*/false);
  ActivityMeter meter(model);
  meter.add(run.pass, rows);
  return meter.activity().mixtures.at(0);
}

// Three gates over two experts, three rows.
at::Tensor some_weights() {
  return tensor({1, 0, 0, 1, 0.5, 0.5,    //
                 1, 0, 0, 1, 0.75, 0.25,  //
                 1, 0, 0.5, 0.5, 1, 0},   //
                {3, 3, 2}, at::kDouble);
}

}  // namespace

TEST_CASE("mixture activity: distances by hand", "[train]") {
  const MixtureActivity mixture =
      activity_of(random({3, 2, 4}, "outputs", at::kDouble), some_weights());
  const double b = (1 + 1 + 0.5) / 3, c = (0.5 + 0.25 + 0) / 3, bc = (0.5 + 0.75 + 0.5) / 3;
  const Matrix expected = {{0, b, c}, {b, 0, bc}, {c, bc, 0}};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t k = 0; k < 3; ++k) CHECK(mixture.distance[i][k] == Approx(expected[i][k]));
  }
  CHECK(mixture.gates == std::vector<std::string>{"gate0", "gate1", "gate2"});
  CHECK(mixture.most_weight == std::vector<double>{1, 2.5 / 3});
}

TEST_CASE("mixture activity: tied gates lie on each other, one-hot ones apart", "[train]") {
  const at::Tensor outputs = random({2, 2, 1}, "outputs", at::kDouble);
  const at::Tensor tied = tensor({0.3, 0.7, 0.3, 0.7, 1, 0, 1, 0}, {2, 2, 2}, at::kDouble);
  CHECK(activity_of(outputs, tied).distance == Matrix{{0, 0}, {0, 0}});
  const at::Tensor apart = tensor({1, 0, 0, 1, 0, 1, 1, 0}, {2, 2, 2}, at::kDouble);
  CHECK(activity_of(outputs, apart).distance == Matrix{{0, 1}, {1, 0}});
}

TEST_CASE("mixture activity: correlations of experts by hand", "[train]") {
  // One unit each: 1, 2, 3; the same times 2 and 5 more; reversed; still; 1, 3, 2.
  const at::Tensor outputs = tensor({1, 7, 3, 4, 1,    //
                                     2, 9, 2, 4, 3,    //
                                     3, 11, 1, 4, 2},  //
                                    {3, 5, 1}, at::kDouble);
  const MixtureActivity mixture = activity_of(outputs, filled({3, 1, 5}, 0.2, at::kDouble));
  const auto& first = mixture.similarity[0];
  CHECK(*first[0] == Approx(1));
  CHECK(*first[1] == Approx(1));
  CHECK(*first[2] == Approx(-1));
  CHECK_FALSE(first[3].has_value());
  CHECK(*first[4] == Approx(0.5));
  for (const auto& value : mixture.similarity[3]) CHECK_FALSE(value.has_value());
  const double third = std::sqrt(2.0 / 3);
  CHECK(mixture.deviation[0] == Approx(third));
  CHECK(mixture.deviation[1] == Approx(2 * third));
  CHECK(mixture.deviation[3] == Approx(0).margin(1e-7));
}

TEST_CASE("mixture activity: units count one by one, as a mixture adds them", "[train]") {
  // The second expert has the units of the first the other way round.
  const at::Tensor outputs = tensor({1, -1, -1, 1,   //
                                     2, 1, 1, 2,     //
                                     -3, 0, 0, -3},  //
                                    {3, 2, 2}, at::kDouble);
  const MixtureActivity mixture = activity_of(outputs, filled({3, 1, 2}, 0.5, at::kDouble));
  // Products of units over rows, 2 * (-1 + 2 + 0), by squares, 14 + 2; all means are 0.
  CHECK(*mixture.similarity[0][1] == Approx(2.0 / 16));
  CHECK(mixture.deviation[0] == Approx(std::sqrt(16.0 / 6)));
}

TEST_CASE("mixture activity: the order of experts changes nothing but the order", "[train]") {
  const at::Tensor outputs = random({40, 4, 3}, "outputs", at::kDouble).relu();
  const at::Tensor weights = random({40, 2, 4}, "weights", at::kDouble).softmax(2);
  const std::vector<int64_t> order = {2, 0, 3, 1};
  const at::Tensor index = tensor({2, 0, 3, 1}, {4}, at::kLong);
  const MixtureActivity one = activity_of(outputs, weights);
  const MixtureActivity other =
      activity_of(outputs.index_select(1, index), weights.index_select(2, index));
  for (size_t i = 0; i < order.size(); ++i) {
    const auto from = static_cast<size_t>(order[i]);
    CHECK(other.deviation[i] == Approx(one.deviation[from]));
    CHECK(other.most_weight[i] == Approx(one.most_weight[from]));
    CHECK(other.units[i] == one.units[from]);
    for (size_t k = 0; k < order.size(); ++k) {
      const auto to = static_cast<size_t>(order[k]);
      CHECK(*other.similarity[i][k] == Approx(*one.similarity[from][to]));
    }
  }
  for (size_t i = 0; i < 2; ++i) CHECK(other.distance[0][i] == Approx(one.distance[0][i]));
}

}  // namespace mmoe
