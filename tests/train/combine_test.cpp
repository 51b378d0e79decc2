// A backward pass a task, and what methods make of it.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <cmath>

#include "support/torch_models.h"
#include "support/torch_tables.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

// Asks for the tasks' gradients and sums them.
struct Sum : Combination {
  explicit Sum(const std::vector<TaskConfig>& tasks, at::ScalarType type)
      : Combination(tasks, of(type)) {}
  bool takes_gradients() const override { return true; }
  void learn(const TaskSignals& now) override { last = now; }
  TaskSignals last;
};

struct Setup {
  std::string model = "{type: mmoe, experts: {count: 3, hidden: [7, 5]}, tower: {hidden: [4]}}";
  at::ScalarType type = at::kFloat;
  int threads = 1;
  std::vector<double> weights = {1, 0.5, 2};
};

// Three tasks over 64 rows, some labels missing; the second field is a large table.
struct OneBatch {
  std::vector<TaskConfig> tasks = mixed_tasks(3);
  Schema schema = schema_of(2, {{9, 4}, {400, 3}});
  std::shared_ptr<MultiTaskModel> model;
  ParameterStore store;
  Dataset data = random_rows(schema, tasks, 64, "rows", 0.2);
  Batches batches;
  Batch batch;
  std::unique_ptr<Combination> combination;
  std::unique_ptr<BatchGradient> gradient;

  explicit OneBatch(const Setup& setup)
      : model(build_model(model_of(setup.model), tasks, schema, 1)),
        store(*model, of(setup.type), /*large_from=*/100),
        batches(data, nullptr, {64, 1, {{}, {1}}, false}, of(setup.type)),
        batch(batches.at_step(0)) {
    for (size_t task = 0; task < 3; ++task) {
      std::visit([&](auto& t) { t.weight = setup.weights[task]; }, tasks[task]);
    }
    make(setup, nullptr);
  }
  // With the method of a YAML text.
  OneBatch(const Setup& setup, const std::string& combine) : OneBatch(setup) {
    make(setup, make_combination(train_of("{combine: " + combine + "}"), tasks, of(setup.type), 1));
  }
  void make(const Setup& setup, std::unique_ptr<Combination> method) {
    combination = std::move(method);
    gradient = std::make_unique<BatchGradient>(*model, store, tasks, 64, 1, setup.threads,
                                               combination.get());
  }
  std::vector<double> run() {
    for (const at::Tensor& part : found()) part.zero_();  // as optimizers leave them
    (*gradient)(batch);
    return gradient->take_losses();
  }
  // Of all parameters; of the large tables, the touched rows.
  std::vector<at::Tensor> found() const { return gradient->gradients().parts(batch); }
};

std::string difference(const OneBatch& a, const OneBatch& b, double tolerance) {
  for (size_t i = 0; i < a.found().size(); ++i) {
    const std::string found = test::difference(a.found()[i], b.found()[i], tolerance);
    if (!found.empty()) return "part " + std::to_string(i) + ": " + found;
  }
  return a.found().size() == b.found().size() ? "" : "parts";
}

// With batch norm, dropout, and by autograd.
std::vector<std::string> models() {
  std::vector<std::string> all = all_models();
  all.emplace_back(
      "{type: mmoe, experts: {count: 3, hidden: [7, 5], batch_norm: true, dropout: 0.3, "
      "activation: gelu}, tower: {hidden: [4], batch_norm: true, dropout: 0.2}}");
  all.emplace_back("{type: shared_bottom, bottom: {hidden: [7, 5], batch_norm: true}}");
  return all;
}

}  // namespace

TEST_CASE("combine: the tasks' gradients sum up to that of the weighted sum", "[train]") {
  for (const std::string& model : models()) {
    for (const auto& [type, threads] :
         {std::pair(at::kDouble, 1), {at::kFloat, 1}, {at::kFloat, 2}, {at::kFloat, 3}}) {
      CAPTURE(model, type, threads);
      const Setup setup{model, type, threads};
      OneBatch joint(setup), apart(setup);
      apart.make(setup, std::make_unique<Sum>(apart.tasks, type));
      const std::vector<double> losses = joint.run();
      for (int again = 0; again < 2; ++again) {
        const std::vector<double> found = apart.run();
        for (size_t task = 0; task < 3; ++task) CHECK(found[task] == Approx(losses[task]));
        CHECK(difference(apart, joint, type == at::kDouble ? 1e-12 : 2e-5) == "");
      }
    }
  }
}

TEST_CASE("combine: a task's gradient is that of the others without weight", "[train]") {
  for (const std::string& model : models()) {
    CAPTURE(model);
    const Setup setup{model, at::kDouble};
    OneBatch apart(setup);
    apart.make(setup, std::make_unique<Sum>(apart.tasks, at::kDouble));
    apart.run();
    const TaskSignals& now = static_cast<const Sum&>(*apart.combination).last;
    const SharedParameters shared(*apart.model, apart.store);
    for (size_t task = 0; task < 3; ++task) {
      Setup alone = setup;
      for (size_t other = 0; other < 3; ++other) {
        if (other != task) alone.weights[other] = 0;
      }
      OneBatch single(alone);
      const std::vector<double> losses = single.run();
      at::Tensor expected = zeros({shared.size()}, at::kDouble);
      shared.take(single.gradient->gradients().parameters(), expected);
      const auto row = static_cast<int64_t>(task);
      CHECK(test::difference(now.gradients[row], expected, 1e-12) == "");
      CHECK(now.losses[row].item<double>() == Approx(losses[task]));
    }
  }
}

TEST_CASE("combine: factors known before the step multiply the losses", "[train]") {
  const Setup setup;
  for (const std::string combine : {"{type: uncertainty, learning_rate: 0.5}", "gradnorm"}) {
    OneBatch combined(setup, combine);
    for (int64_t step = 0; step < 3; ++step) {
      CAPTURE(combine, step);
      combined.batch.step = static_cast<uint64_t>(step);
      Setup fixed = setup;
      fixed.weights = combined.combination->weights();
      OneBatch expected(fixed);
      const std::vector<double> losses = expected.run(), found = combined.run();
      for (size_t task = 0; task < 3; ++task) CHECK(found[task] == Approx(losses[task]));
      CHECK(difference(combined, expected, 1e-5) == "");
      if (step > 0) CHECK(fixed.weights != setup.weights);
    }
  }
}

TEST_CASE("combine: surgery changes what tasks share and nothing else", "[train]") {
  const Setup setup;
  OneBatch joint(setup), surgery(setup, "pcgrad");
  joint.run();
  surgery.run();
  const SharedParameters shared(*joint.model, joint.store);
  at::Tensor a = zeros({shared.size()}), b = a.clone();
  shared.take(joint.gradient->gradients().parameters(), a);
  shared.take(surgery.gradient->gradients().parameters(), b);
  CHECK((a - b).abs().max().item<double>() > 1e-4);  // the tasks are at odds somewhere
  CHECK(difference(surgery, joint, 2e-5) == "");
}

TEST_CASE("combine: the same threads give the same bytes, others nearly", "[train]") {
  for (const std::string combine : {"uncertainty", "gradnorm", "{type: dwa, every: 1}", "pcgrad"}) {
    OneBatch one(Setup(), combine);
    for (int64_t step = 0; step < 3; ++step) one.run();
    for (const int threads : {1, 2, 3}) {
      CAPTURE(combine, threads);
      Setup setup;
      setup.threads = threads;
      OneBatch a(setup, combine), b(setup, combine);
      for (int64_t step = 0; step < 3; ++step) {
        CHECK(a.run() == b.run());
        for (size_t i = 0; i < a.found().size(); ++i) {
          CHECK(same_bytes(a.found()[i], b.found()[i]));
        }
      }
      CHECK(difference(a, one, 1e-4) == "");
      CHECK(a.combination->weights() == b.combination->weights());
    }
  }
}

}  // namespace mmoe
