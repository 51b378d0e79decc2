// Gradients of large tables by touched rows, through whole networks.
#include "support/torch_test.h"

#include <algorithm>

#include "support/torch_models.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

// A batch of 64 rows, 7 ids of the second field among them, and its gradient under this store.
struct OneBatch {
  std::vector<TaskConfig> tasks = mixed_tasks(2);
  Schema schema = schema_of(2, {{9, 4}, {400, 3}});
  std::shared_ptr<MultiTaskModel> model;
  ParameterStore store;
  BatchGradient gradient;
  Dataset data = rows();
  Batches batches;
  Batch batch;
  std::vector<double> losses;

  OneBatch(const std::string& yaml, int64_t large_from, int threads)
      : model(build_model(model_of(yaml), tasks, schema, 1)),
        store(*model, of(at::kFloat), large_from),
        gradient(*model, store, tasks, 64, 1, threads),
        batches(data, nullptr, {64, 1, columns_of(store), false}, of(at::kFloat)),
        batch(batches.at_step(0)),
        losses((gradient(batch), gradient.take_losses())) {}

  static std::vector<std::vector<int64_t>> columns_of(const ParameterStore& store) {
    if (store.large_tables().empty()) return {};
    return {{}, {1}};
  }
  Dataset rows() const {
    Dataset all = random_rows(schema, tasks, 64, "rows");
    for (size_t row = 0; row < 64; ++row) {
      all.ids[2 * row + 1] = static_cast<int32_t>(row * row % 7 * 50);
    }
    return all;
  }
};

// Of all but the large tables of the first.
bool same_parameter_gradients(OneBatch& large, OneBatch& dense) {
  for (size_t node = 0; node < large.model->nodes().size(); ++node) {
    const std::span<at::Tensor> a = large.gradient.gradients().of_parameters(node);
    const std::span<at::Tensor> b = dense.gradient.gradients().of_parameters(node);
    for (size_t i = 0; i < a.size(); ++i) {
      const bool is_large = std::ranges::any_of(large.store.large_tables(), [&](const auto& table) {
        return table.users[0].node == node && table.users[0].parameter == i;
      });
      if (!is_large && !same_bytes(a[i], b[i])) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("touched rows: their gradients are the dense ones, sums over the batch", "[train]") {
  for (const std::string& yaml : all_models()) {
    for (const int threads : {1, 2, 3}) {
      CAPTURE(yaml, threads);
      OneBatch dense(yaml, ParameterStore::kNoneIsLarge, threads), large(yaml, 100, threads);
      const bool is_single = yaml.find("single_task") != std::string::npos;
      REQUIRE(large.store.large_tables().size() == (is_single ? 2 : 1));
      CHECK(large.losses == dense.losses);
      CHECK(same_parameter_gradients(large, dense));
      const TouchedIds& touched = (*large.batch.touched)[1];
      CHECK(touched.size() == 4);  // squares modulo 7
      for (const ParameterStore::LargeTable& table : large.store.large_tables()) {
        const at::Tensor rows = large.gradient.gradients().touched_rows(table);
        const auto& [node, parameter] = table.users[0];
        at::Tensor all = dense.gradient.gradients().of_parameters(node)[parameter];
        for (size_t i = 0; i < touched.size(); ++i) {
          CHECK(same_bytes(rows[static_cast<int64_t>(i)], all[touched[i]]));
          CHECK(rows[static_cast<int64_t>(i)].abs().max().item<double>() > 0);
          all[touched[i]].zero_();
        }
        CHECK(all.abs().max().item<double>() == 0);
      }
    }
  }
}

}  // namespace mmoe
