// A row's logits depend on the row and the weights, to the bit.
#include "support/torch_test.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "metrics/logits.h"
#include "nn/kernels.h"
#include "support/torch_models.h"
#include "train/evaluator.h"

namespace mmoe {

using namespace test;

namespace {

const Schema kSchema = schema_of(7, {{50, 5}, {9, 3}});

// Rows of a dataset in another order.
Dataset taken(const Dataset& data, const std::vector<int64_t>& rows) {
  Dataset out = data;
  out.resize(static_cast<int64_t>(rows.size()));
  const auto copy = [&](const auto& from, auto& to, int64_t width) {
    for (size_t i = 0; i < rows.size(); ++i) {
      std::copy_n(from.begin() + rows[i] * width, width,
                  to.begin() + static_cast<int64_t>(i) * width);
    }
  };
  copy(data.numerics, out.numerics, data.numeric_count);
  copy(data.ids, out.ids, data.field_count);
  copy(data.labels, out.labels, data.task_count);
  return out;
}

// Whether equal rows of a product are equal to the bit. OpenBLAS' kernels for CPUs with AVX2 but
// without AVX-512 (Haswell, Zen) add up every other six rows in another order.
bool products_ignore_place(at::ScalarType type) {
  const at::Tensor x = random({1, 33}, "x", type).expand({1024, 33}).contiguous();
  at::Tensor out = zeros({1024, 40}, type);
  kernels_for(x).linear(x, random({1, 33, 40}, "weight", type), {}, out, /*add=*/false);
  return same_bytes(out, out.narrow(0, 0, 1).expand({1024, 40}));
}

}  // namespace

TEST_CASE("evaluator: a row has the same logits in any company", "[train]") {
  std::vector<std::string> models = all_models();
  models.emplace_back(
      "{type: mmoe, experts: {count: 5, hidden: [33, 17], batch_norm: true, activation: gelu}, "
      "gate: {type: softmax, hidden: [9], bias: true}, tower: {hidden: [7], activation: tanh}}");
  const std::vector<TaskConfig> tasks = mixed_tasks(3);
  for (const auto type : {at::kFloat, at::kDouble}) {
    const bool to_the_bit = products_ignore_place(type);
    if (!to_the_bit) WARN("this BLAS rounds by the place of a row: compared to 1e-6 only");
    const auto same = [&](double a, double b) {
      return to_the_bit ? a == b : std::abs(a - b) < 1e-6;
    };
    for (const std::string& yaml : models) {
      CAPTURE(yaml, static_cast<int>(type));
      Machine machine(model_of(yaml), tasks, kSchema, type);
      Evaluator evaluator(machine.model(), of(type));
      const Dataset data = random_rows(kSchema, tasks, 2500, "rows");
      const auto all = evaluator.logits(data);
      REQUIRE(all.size() == 3);
      REQUIRE(all[0].size() == 2500);
      // Turned by one, turned round, and a few alone: rows move within blocks and between them.
      std::vector<std::vector<int64_t>> orders(3, std::vector<int64_t>(2500));
      std::iota(orders[0].rbegin(), orders[0].rend(), 0);
      std::iota(orders[1].begin(), orders[1].end(), 0);
      std::rotate(orders[1].begin(), orders[1].begin() + 1, orders[1].end());
      orders[2] = {1, 1024, 77, 2499, 1023, 0, 513};
      orders.push_back({2048});
      orders.emplace_back();
      for (const auto& order : orders) {
        const auto moved = evaluator.logits(taken(data, order));
        for (size_t task = 0; task < 3; ++task) {
          REQUIRE(moved[task].size() == order.size());
          size_t others = 0;
          for (size_t i = 0; i < order.size(); ++i) {
            others += same(moved[task][i], all[task][static_cast<size_t>(order[i])]) ? 0 : 1;
          }
          CHECK(others == 0);
        }
      }
    }
  }
}

TEST_CASE("evaluator: logits are those of a pass without training", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  Machine machine(model_of("{type: mmoe, experts: {count: 3, hidden: [9], batch_norm: true, "
                           "dropout: 0.5}}"),
                  tasks, kSchema, at::kDouble);
  const Dataset data = random_rows(kSchema, tasks, 60, "rows");
  const Batch batch = batch_of(data, at::kDouble);
  machine.logits(batch, /*training=*/true);  // moves the running statistics
  const at::Tensor mean = machine.buffer("experts_0_end.running_mean").clone();
  Evaluator evaluator(machine.model(), of(at::kDouble));
  const auto logits = evaluator.logits(data);
  const auto expected = machine.logits(batch);
  for (const size_t task : {0, 1}) {
    CHECK(difference(tensor(logits[task], {60, 1}, at::kDouble), expected[task], 1e-13) == "");
  }
  CHECK(same_bytes(mean, machine.buffer("experts_0_end.running_mean")));
}

TEST_CASE("evaluator: follows the weights and leaves the number of threads", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(1);
  Machine machine(model_of("{type: shared_bottom, bottom: {hidden: [4]}}"), tasks, kSchema,
                  at::kFloat);
  Evaluator evaluator(machine.model(), of(at::kFloat));
  const Dataset data = random_rows(kSchema, tasks, 5, "rows");
  const auto before = evaluator.logits(data);
  at::set_num_threads(2);
  CHECK(evaluator.logits(data) == before);
  at::Tensor flat = machine.store().flat();
  flat.mul_(0.5);
  CHECK(evaluator.logits(data) != before);
  CHECK(at::get_num_threads() == 2);
  at::set_num_threads(1);
}

TEST_CASE("evaluate_tasks: the loss is the weighted sum over tasks that have labels", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);  // binary a; regression b, weight 0.5
  Dataset data;
  data.task_count = 2;
  data.resize(3);
  const float missing = std::nanf("");
  data.labels = {1, 2, 0, missing, missing, 5};
  const std::vector<std::vector<double>> logits = {{0.5, -1, 9}, {1, 9, 3}};
  const MetricValues values = evaluate_tasks(heads_of(tasks), data, logits);
  const double loss_a = (std::log1p(std::exp(-0.5)) + std::log1p(std::exp(-1))) / 2;
  const double loss_b = (1.0 + 4.0) / 2;
  CHECK(values.front().first == "loss");
  CHECK(find_metric(values, "loss_a") == Approx(loss_a));
  CHECK(find_metric(values, "loss_b") == Approx(loss_b));
  CHECK(find_metric(values, "loss") == Approx(loss_a + 0.5 * loss_b));
  CHECK(find_metric(values, "auc_a") == 1.0);
  CHECK(find_metric(values, "rmse_b") == Approx(std::sqrt(loss_b)));

  data.labels = {missing, 2, missing, missing, missing, 5};
  const MetricValues half = evaluate_tasks(heads_of(tasks), data, logits);
  CHECK(find_metric(half, "loss") == Approx(0.5 * loss_b));
  CHECK_FALSE(find_metric(half, "loss_a"));
  CHECK_FALSE(find_metric(half, "auc_a"));
}

// Two tasks over four rows, the second with two logits, a group column and weights.
TEST_CASE("evaluate_tasks: weights, groups and logits go to their tasks", "[train]") {
  std::vector<TaskConfig> tasks = mixed_tasks(2);
  auto& ranked = std::get<BinaryTask>(tasks[0]);
  ranked.group = "user";
  ranked.metrics = {Metric::gauc};
  MulticlassTask several;
  several.name = "b";
  several.num_classes = 2;
  tasks[1] = several;
  Dataset data;
  data.task_count = data.weight_count = 2;
  data.group_count = 1;
  data.resize(4);
  data.labels = {1, 0, 0, 1, 1, 1, 0, 0};
  data.weights = {1, 1, 1, 2, 2, 3, 2, 4};
  data.groups = {7, 7, 8, 8};
  const std::vector<std::vector<double>> logits = {{2, 1, 1, 2}, {1, 0, 0, 1, 1, 0, 0, 1}};
  const MetricValues values = evaluate_tasks(heads_of(tasks), data, logits);
  CHECK(find_metric(values, "gauc_a").value() == Approx(2.0 / 6));
  CHECK(find_metric(values, "accuracy_b").value() == Approx(3.0 / 10));
}

TEST_CASE("average_logits: each row and task on its own", "[train]") {
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const MemberLogits first = {heads_of(tasks), {{0, 3, 40}, {1, 2, 3}}};
  const MemberLogits second = {heads_of(tasks), {{2, -3, 42}, {3, 2, -3}}};
  const auto average = average_logits({first, second});
  CHECK(probability(average[0][0]) == Approx((0.5 + probability(2)) / 2));
  CHECK(average[0][1] == Approx(0).margin(1e-12));
  CHECK(average[1] == std::vector<double>{2, 2, 0});
  CHECK(average_logits({first}) == first.logits);
  const MemberLogits shorter = {heads_of(tasks), {{2}, {3}}};
  CHECK_THROWS_AS(average_logits({first, shorter}), Error);
}

}  // namespace mmoe
