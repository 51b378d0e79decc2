#include "train/layer_units.h"

#include "support/torch_test.h"

#include "support/torch_blocks.h"
#include "train/activity.h"

namespace mmoe {

using namespace test;

namespace {

// A layer with these outputs, as the only one of the tower of a task; a column a unit.
Activity activity_of(const at::Tensor& outputs, Activation activation) {
  MultiTaskModel model;
  const Source units = model.add("layer", std::make_shared<Constant>(outputs), {});
  model.layers = {{"layer", units, activation}};
  model.towers = {{"buy", 0, 1}};
  GraphRun run(model, outputs.size(0), at::kDouble);
  run.forward(units, /*training=*/false);
  ActivityMeter meter(model);
  meter.add(run.pass, outputs.size(0));
  return meter.activity();
}

// By unit: this value in the first rows, else the other one.
at::Tensor columns(int64_t rows, const std::vector<int64_t>& first, double value, double other) {
  at::Tensor all = filled({rows, static_cast<int64_t>(first.size())}, other, at::kDouble);
  for (size_t unit = 0; unit < first.size(); ++unit) {
    all.narrow(1, static_cast<int64_t>(unit), 1).narrow(0, 0, first[unit]).fill_(value);
  }
  return all;
}

}  // namespace

TEST_CASE("layer units: relu is live between a thousandth of the rows and all but that",
          "[train]") {
  const at::Tensor outputs = columns(2000, {0, 1, 2, 1000, 1998, 1999, 2000}, 0.5, 0);
  const std::vector<bool> live = {false, false, true, true, true, false, false};
  CHECK(activity_of(outputs, Activation::relu).layers[0].live == live);
}

TEST_CASE("layer units: leaky relu counts by its sign", "[train]") {
  const at::Tensor outputs = columns(10, {0, 5, 10}, 0.5, -0.1);
  const std::vector<bool> live = {false, true, false};
  CHECK(activity_of(outputs, Activation::leaky_relu).layers[0].live == live);
}

TEST_CASE("layer units: smooth ones are live if they vary", "[train]") {
  const at::Tensor outputs = columns(10, {0, 5, 10}, 1, 0.9);
  for (const Activation activation : {Activation::tanh, Activation::sigmoid, Activation::silu,
                                      Activation::gelu, Activation::none}) {
    CHECK(activity_of(outputs, activation).layers[0].live == std::vector<bool>{false, true, false});
  }
  const at::Tensor still = columns(10, {5}, 1, 1.0001);  // a deviation of 0.00005
  CHECK(activity_of(still, Activation::tanh).layers[0].live == std::vector<bool>{false});
}

TEST_CASE("layer units: a tower's are those of its layers", "[train]") {
  const auto towers = activity_of(columns(10, {0, 5, 10}, 1, 0), Activation::relu).towers;
  REQUIRE(towers.size() == 1);
  CHECK(towers[0].first == "buy");
  CHECK(towers[0].second == UnitCount{3, 1});
}

}  // namespace mmoe
