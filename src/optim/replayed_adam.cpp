#include "optim/replayed_adam.h"

#include <ATen/ops/zeros.h>

#include <algorithm>

namespace mmoe {

ReplayedAdam::ReplayedAdam(std::string name, Steps steps, bool moves_all, bool replays,
                           const ParameterStore& store, size_t longest_history)
    : name_(std::move(name)),
      steps_(std::move(steps)),
      replays_(replays),
      longest_history_(longest_history) {
  const auto trained = store.trained_large_tables();
  const int64_t size = trained.back().first + trained.back().value.numel() - store.dense_size();
  at::Tensor first = add_state("table_first_moment", at::zeros({size}, store.flat().options()));
  at::Tensor second = add_state("table_second_moment", at::zeros({size}, store.flat().options()));
  for (const ParameterStore::LargeTable& table : trained) {
    const int64_t offset = table.first - store.dense_size();
    at::Tensor weight = table.value;
    const auto rows = static_cast<size_t>(weight.size(0));
    tables_.push_back({&table, weight.mutable_data_ptr<float>(),
                       first.mutable_data_ptr<float>() + offset,
                       second.mutable_data_ptr<float>() + offset, weight.size(1), moves_all,
                       std::vector<int32_t>(rows, 0), std::vector<bool>(rows, moves_all)});
  }
}

void ReplayedAdam::catch_up(Table& table, int64_t row) {
  int32_t& done = table.done[static_cast<size_t>(row)];
  const auto missed = static_cast<int64_t>(history_.size()) - done;
  if (missed > 0 && table.moves[static_cast<size_t>(row)]) {
    const int64_t at = row * table.dim;
    simd::adam_replay(history_.data() + done, missed, table.dim, table.weight + at,
                      table.first + at, table.second + at);
  }
  done = static_cast<int32_t>(history_.size());
}

void ReplayedAdam::catch_up(const Batch& batch) {
  if (!replays_) return;
  for (Table& table : tables_) {
    for (const int32_t row : (*batch.touched)[table.of->table]) catch_up(table, row);
  }
}

void ReplayedAdam::settle() {
  if (!replays_) return;
  for (Table& table : tables_) {
    for (size_t row = 0; row < table.done.size(); ++row) {
      catch_up(table, static_cast<int64_t>(row));
      table.done[row] = 0;
    }
  }
  history_.clear();
}

void ReplayedAdam::step(Gradients& gradients, const Batch& batch, double rate_share, int64_t step) {
  if (history_.size() == longest_history_) settle();
  history_.push_back(steps_(rate_share, step));
  for (Table& table : tables_) {
    at::Tensor rows = gradients.touched_rows(*table.of);
    float* gradient = rows.mutable_data_ptr<float>();
    for (const int32_t row : (*batch.touched)[table.of->table]) {
      const int64_t at = row * table.dim;
      simd::adam(history_.back(), table.dim, gradient, table.weight + at, table.first + at,
                 table.second + at);
      gradient += table.dim;
      table.done[static_cast<size_t>(row)] = static_cast<int32_t>(history_.size());
      table.moves[static_cast<size_t>(row)] = true;
    }
  }
  if (!replays_) history_.clear();
}

// Rows without moments do not move: it does not matter whether they were ever touched.
void ReplayedAdam::state_changed() {
  history_.clear();
  const auto is_zero = [](float value) { return value == 0; };
  for (Table& table : tables_) {
    std::ranges::fill(table.done, 0);
    for (size_t row = 0; row < table.moves.size(); ++row) {
      const int64_t at = static_cast<int64_t>(row) * table.dim;
      table.moves[row] = table.moves_all ||
                         !std::all_of(table.first + at, table.first + at + table.dim, is_zero) ||
                         !std::all_of(table.second + at, table.second + at + table.dim, is_zero);
    }
  }
}

}  // namespace mmoe
