// Steps on a device must not wait for it, which whoever asks for one of its numbers does. Double on
// the CPU goes the way of devices, so that can be seen without one.
#include <ATen/record_function.h>

#include "optim/clip.h"
#include "optim/optimizer.h"
#include "optim/tables.h"
#include "support/torch_losses.h"
#include "support/torch_models.h"
#include "support/torch_tables.h"
#include "support/torch_test.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

int numbers_asked_for = 0;

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function) {
  if (function.name() == std::string_view("aten::_local_scalar_dense")) ++numbers_asked_for;
  return nullptr;
}

template <class Work>
int numbers_asked_for_by(const Work& work) {
  numbers_asked_for = 0;
  const auto handle = at::addGlobalCallback(at::RecordFunctionCallback(count));
  work();
  at::removeCallback(handle);
  return numbers_asked_for;
}

// Looked-up fields, a large table, missing labels, clipping and a smaller last batch.
struct Steps {
  Steps(const std::string& yaml, const OptimizerConfig& of_rest,
        const TableOptimizerConfig& of_tables)
      : model(build_model(model_of(yaml), tasks, schema, 1)) {
    train.table_optimizer = of_tables;
    rule = make_optimizer(of_rest, store);
    table_rule = make_table_optimizer(train, store);
  }
  void run() {
    for (int64_t step = 0; step < 4; ++step) {
      const Batch& batch = batches.at_step(step);
      gradient(batch);
      clip_to_norm(gradient.gradients().parts(batch), 0.1);
      at::Tensor dense = gradient.gradients().parameters();
      rule->step(dense, 1, step + 1);
      table_rule->step(gradient.gradients(), batch, 1, step + 1);
    }
  }

  const Schema schema = schema_of(5, {{9, 8}, {40, 8}, {3000, 4}});
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Dataset data = random_rows(schema, tasks, 100, "rows", 0.1);
  TrainConfig train;
  std::shared_ptr<MultiTaskModel> model;
  ParameterStore store{*model, of(at::kDouble), /*large_from=*/3000};
  BatchGradient gradient{*model, store, tasks, 64, 1, /*threads=*/1};
  Batches batches{data, nullptr, {64, 1, {{}, {}, {2}}}, of(at::kDouble)};
  std::unique_ptr<Optimizer> rule;
  std::unique_ptr<TableOptimizer> table_rule;
};

}  // namespace

TEST_CASE("device: who asks for a number is seen", "[train]") {
  const at::Tensor numbers = zeros({3}, at::kDouble);
  CHECK(numbers_asked_for_by([&] { numbers.sum().item<double>(); }) == 1);
  CHECK(numbers_asked_for_by([&] { numbers.sum(); }) == 0);
}

TEST_CASE("device: steps of every model and rule ask for no number", "[train]") {
  std::vector<std::string> models = all_models();
  models.emplace_back(
      "{type: mmoe, experts: {count: 3, hidden: [6, 4], batch_norm: true, dropout: 0.1, "
      "activation: gelu}, tower: {hidden: [5], activation: silu, dropout: 0.1}}");
  SgdConfig momentum;
  momentum.momentum = 0.9;
  const std::vector<OptimizerConfig> rules = {AdamConfig(), AdamWConfig(), momentum,
                                              AdagradConfig()};
  const std::vector<TableOptimizerConfig> table_rules = {LazyAdamConfig(), RowWiseAdagradConfig(),
                                                         TableSgdConfig()};
  for (const std::string& yaml : models) {
    for (const OptimizerConfig& rule : rules) {
      for (const TableOptimizerConfig& table_rule : table_rules) {
        CAPTURE(yaml, rule.index(), table_rule.index());
        Steps steps(yaml, rule, table_rule);
        CHECK(numbers_asked_for_by([&] { steps.run(); }) == 0);
        for (const double loss : steps.gradient.take_losses()) CHECK(loss > 0);
        for (const double loss : steps.gradient.take_losses()) CHECK(loss == 0);  // taken
      }
    }
  }
}

TEST_CASE("device: losses and how they are combined ask for no number", "[train]") {
  for (const TaskConfig& task : tasks_of_all_losses()) {
    CAPTURE(task.index());
    const LossCase rows = random_case(task, 20, "rows");
    CHECK(numbers_asked_for_by([&] { run_loss(task, rows); }) == 0);
  }
  for (const std::string combine : {"uncertainty", "gradnorm", "{type: dwa, every: 2}", "pcgrad"}) {
    CAPTURE(combine);
    Steps steps(all_models().back(), AdamConfig(), LazyAdamConfig());
    const auto method =
        make_combination(train_of("{combine: " + combine + "}"), steps.tasks, of(at::kDouble), 2);
    BatchGradient gradient(*steps.model, steps.store, steps.tasks, 64, 1, 1, method.get());
    CHECK(numbers_asked_for_by([&] {
            for (int64_t step = 0; step < 4; ++step) gradient(steps.batches.at_step(step));
          }) == 0);
  }
}

}  // namespace mmoe
