// Tasks whose logits are columns of one block's output, one or several each, with weights and
// groups.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "nn/first_layer.h"
#include "support/torch_losses.h"
#include "support/torch_models.h"

namespace mmoe {

using namespace test;

namespace {

constexpr int64_t kRows = 150;

std::vector<TaskConfig> tasks_with(const std::string& loss_of_binary) {
  return {loss_task("type: regression, weight: 0.5"),
          loss_task("type: binary, group: user, loss: " + loss_of_binary),
          loss_task("type: multiclass, num_classes: 3")};
}

struct OneNode {
  Schema schema = schema_of(3, {{5, 4}});
  std::vector<TaskConfig> tasks;
  MultiTaskModel model;
  ParameterStore store;
  BatchGradient gradient;

  OneNode(const std::string& loss_of_binary, at::ScalarType type, int threads)
      : tasks(tasks_with(loss_of_binary)),
        store(built(), of(type)),
        gradient(model, store, tasks, kRows, 1, threads) {}

  const Graph& built() {
    const int64_t binary = logits_of(tasks[1]);
    const std::vector<OutputGroup> groups = {{1, 4 + binary}};
    const RandomStream stream(1, "init");
    EmbeddingTables tables(schema, stream);
    model.add("layer",
              std::make_shared<FirstLayer>(schema, tables, std::vector<int64_t>(), groups,
                                           Init::torch, stream),
              {});
    model.logits = {{0, 0, 1}, {0, 1, binary}, {0, 1 + binary, 3}};
    return model;
  }
  std::vector<double> run(const Batch& batch) {
    gradient.gradients().parameters().zero_();
    gradient(batch);
    return gradient.take_losses();
  }
  // What training minimises.
  double total(const Batch& batch) {
    const std::vector<double> losses = run(batch);
    return 0.5 * losses[0] + losses[1] + losses[2];
  }
};

Dataset rows_for(const OneNode& one) {
  Dataset data = random_rows(one.schema, one.tasks, kRows, "rows", 0.1);
  data.weight_count = 3;
  data.group_count = 1;
  for (int64_t i = 0; i < 3 * kRows; ++i) data.weights.push_back(static_cast<float>(i % 5) / 2);
  for (int64_t row = 0; row < kRows; ++row) {
    data.groups.push_back(static_cast<int32_t>(row * row % 7));
    float& label = data.labels[static_cast<size_t>(3 * row + 2)];
    if (!std::isnan(label)) label = static_cast<float>(row % 3);
    float& click = data.labels[static_cast<size_t>(3 * row + 1)];
    if (!std::isnan(click)) click = row % 4 == 1 ? 1 : 0;
  }
  return data;
}

const std::vector<std::string> kBinaryLosses = {"bce", "jrc", "pairwise", "[focal, jrc]"};

}  // namespace

TEST_CASE("loss sources: gradients are those of the total", "[train]") {
  for (const std::string& loss : kBinaryLosses) {
    OneNode one(loss, at::kDouble, 1);
    const Batch batch = batch_of(rows_for(one), at::kDouble);
    one.run(batch);
    const at::Tensor found = one.gradient.gradients().parameters().clone();
    for (int64_t i = 0; i < one.store.dense_size(); i += 3) {
      at::Tensor parameter = one.store.flat()[i];
      const double step = 1e-5;
      parameter.add_(step);
      const double up = one.total(batch);
      parameter.sub_(2 * step);
      const double down = one.total(batch);
      parameter.add_(step);
      CAPTURE(loss, i);
      CHECK(found[i].item<double>() == Approx((up - down) / (2 * step)).epsilon(1e-5).margin(1e-8));
    }
  }
}

TEST_CASE("loss sources: threads and pieces change nothing", "[train]") {
  for (const std::string& loss : kBinaryLosses) {
    OneNode wide(loss, at::kDouble, 1);
    const Dataset data = rows_for(wide);
    const std::vector<double> expected = wide.run(batch_of(data, at::kDouble));
    for (const int threads : {1, 3}) {
      CAPTURE(loss, threads);
      OneNode one(loss, at::kFloat, threads);
      const std::vector<double> losses = one.run(batch_of(data, at::kFloat));
      for (size_t task = 0; task < 3; ++task) CHECK(losses[task] == Approx(expected[task]));
      CHECK(difference(one.gradient.gradients().parameters().to(at::kDouble),
                       wide.gradient.gradients().parameters(), 1e-5) == "");
    }
  }
}

}  // namespace mmoe
