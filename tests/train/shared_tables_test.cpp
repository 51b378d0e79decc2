// Large tables that fields and lists share: training by touched rows is training of the whole.
#include "support/torch_test.h"

#include "optim/optimizer.h"
#include "support/torch_models.h"
#include "support/torch_tables.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

constexpr int64_t kBatch = 16, kRows = 100, kLarge = 200;

// All parameters after some steps, with the shared table large or not.
struct Training {
  std::vector<TaskConfig> tasks = mixed_tasks(2);
  Schema schema = every_kind(kLarge);
  TrainConfig config;
  std::shared_ptr<MultiTaskModel> model;
  ParameterStore store;

  Training(const std::string& yaml, const std::string& train, bool large, int threads)
      : config(train_of(train)),
        model(build_model(model_of(yaml), tasks, schema, 1)),
        store(*model, of(at::kFloat), large ? kLarge : ParameterStore::kNoneIsLarge) {
    const Dataset data = random_rows(schema, tasks, kRows, "rows");
    Batches::Options options{kBatch, 1, {}};
    if (large) {
      for (const Table& table : tables_of(schema)) {
        const bool is_large = table.rows >= kLarge;
        options.touched_columns.push_back(is_large ? table.columns : std::vector<int64_t>());
      }
    }
    Batches batches(data, nullptr, options, of(at::kFloat));
    BatchGradient gradient(*model, store, tasks, kBatch, 1, threads);
    const auto optimizer = make_optimizer(config.optimizer, store);
    const auto tables = make_table_optimizer(config, store);
    for (int64_t step = 0; step < 30; ++step) {
      const Batch& batch = batches.at_step(step);
      if (tables) tables->catch_up(batch);
      gradient(batch);
      at::Tensor dense = gradient.gradients().parameters();
      optimizer->step(dense, 1, step + 1);
      if (tables) tables->step(gradient.gradients(), batch, 1, step + 1);
    }
    if (tables) tables->settle();
  }
};

}  // namespace

TEST_CASE("shared tables: steps by touched rows are steps of the whole", "[train]") {
  for (const std::string& yaml : all_models()) {
    for (const std::string train : {"{optimizer: {type: adam, embedding_l2: 0.001}}",
                                    "{optimizer: {type: adagrad}}", "{optimizer: {type: sgd}}"}) {
      for (const int threads : {1, 2}) {
        CAPTURE(yaml, train, threads);
        const Training large(yaml, train, true, threads), dense(yaml, train, false, threads);
        const bool is_single = yaml.find("single_task") != std::string::npos;
        REQUIRE(large.store.large_tables().size() == (is_single ? 2 : 1));
        CHECK(large.store.large_tables()[0].columns == 2 + 5 + 3 + 4);
        for (const ParameterStore::Entry& entry : large.store.entries()) {
          CAPTURE(entry.name);
          for (const ParameterStore::Entry& other : dense.store.entries()) {
            if (other.name != entry.name) continue;
            CHECK(difference(entry.value, other.value, 1e-6) == "");
          }
        }
      }
    }
  }
}

}  // namespace mmoe
