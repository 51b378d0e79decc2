#include "train/batches.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>

#include "train/background.h"
#include "train/touched_rows.h"

namespace mmoe {

namespace {

template <class T>
at::Tensor rows_of(const std::vector<T>& matrix, int64_t first, int64_t rows, int64_t width,
                   at::ScalarType type) {
  T* data = const_cast<T*>(matrix.data()) + first * width;
  return at::from_blob(data, {rows, width}, at::TensorOptions().dtype(type));
}

}  // namespace

Batch make_batch(const Dataset& data, int64_t first, int64_t rows,
                 const at::TensorOptions& options) {
  Batch batch;
  batch.rows = batch.whole_rows = rows;
  batch.numerics = rows_of(data.numerics, first, rows, data.numeric_count, at::kFloat).to(options);
  batch.ids = rows_of(data.ids, first, rows, data.field_count, at::kInt).to(options.device());
  batch.labels = rows_of(data.labels, first, rows, data.task_count, at::kFloat).to(options);
  if (data.value_count > 0) {
    batch.values = rows_of(data.values, first, rows, data.value_count, at::kFloat).to(options);
  }
  if (data.weight_count > 0) {
    batch.weights = rows_of(data.weights, first, rows, data.weight_count, at::kFloat).to(options);
  }
  if (data.group_count > 0) {
    batch.groups =
        rows_of(data.groups, first, rows, data.group_count, at::kInt).to(options.device());
  }
  return batch;
}

Batches::Batches(const Dataset& table, RowStream* stream, Options options,
                 const at::TensorOptions& tensors)
    : table_(table),
      stream_(stream),
      options_(std::move(options)),
      tensors_(tensors),
      steps_per_epoch_(stream ? 0 : (table.rows + options_.batch_size - 1) / options_.batch_size),
      shuffle_(static_cast<uint64_t>(options_.seed), "shuffle"),
      hiding_(static_cast<uint64_t>(options_.seed), "feature_dropout") {
  for (Slot& slot : slots_) {
    slot.rows.shape_like(table);
    slot.touched.resize(options_.touched_columns.size());
  }
  if (options_.ahead) background_ = std::make_unique<Background>();
}

Batches::~Batches() = default;

const Batch& Batches::at_step(int64_t step) {
  Slot& slot = slots_[static_cast<size_t>(step % 2)];
  if (background_) background_->wait();
  if (slot.step != step) fill(slot, step);
  if (background_) {
    Slot& next = slots_[static_cast<size_t>((step + 1) % 2)];
    background_->start([this, &next, step] { fill(next, step + 1); });
  }
  return slot.batch;
}

void Batches::fill(Slot& slot, int64_t step) {
  const auto first = static_cast<uint64_t>(step * options_.batch_size);
  if (stream_ != nullptr) {
    stream_->fill(first, options_.batch_size, slot.rows);
  } else {
    gather(slot.rows, step);
  }
  hide_features(options_.hidden, hiding_, first, slot.rows);
  if (!options_.touched_columns.empty()) state_touched(slot);
  make_tensors(slot);
  slot.batch.hides = options_.hidden.share > 0;
  slot.batch.labelled = count_labels(slot.rows);
  slot.batch.step = static_cast<uint64_t>(step);
  slot.step = step;
}

void Batches::gather(Dataset& rows, int64_t step) {
  const Permutation order(shuffle_, static_cast<uint64_t>(step / steps_per_epoch_),
                          static_cast<uint64_t>(table_.rows));
  const int64_t first = step % steps_per_epoch_ * options_.batch_size;
  rows.resize(std::min(options_.batch_size, table_.rows - first));
  order_.resize(static_cast<size_t>(rows.rows));
  order.fill(static_cast<uint64_t>(first), order_);
  const auto gather_rows = [&](const auto& from, auto& to, int64_t width) {
    constexpr size_t kAhead = 8;  // rows lie anywhere: ask for them before they are needed
    auto target = to.data();
    for (size_t i = 0; i < order_.size(); ++i) {
      if (i + kAhead < order_.size()) {
        const auto* next = from.data() + order_[i + kAhead] * width;
        for (int64_t k = 0; k < width; k += 16) __builtin_prefetch(next + k);
      }
      target = std::copy_n(from.data() + order_[i] * width, width, target);
    }
  };
  table_.each_matrix(rows, gather_rows);
}

void Batches::state_touched(Slot& slot) {
  const Dataset& rows = slot.rows;
  slot.slots.resize(rows.ids.size());
  for (size_t table = 0; table < slot.touched.size(); ++table) {
    const std::vector<int64_t>& columns = options_.touched_columns[table];
    if (columns.empty()) continue;
    find_touched(rows.ids, slot.slots, rows.rows, rows.field_count, columns, slot.touched[table]);
  }
}

// Over the same buffers for as long as they stay where and as large as they are.
void Batches::make_tensors(Slot& slot) {
  const bool are_views = tensors_.device().is_cpu() && tensors_.dtype() == at::kFloat;
  Batch& batch = slot.batch;
  const bool same = batch.rows == slot.rows.rows &&
                    batch.numerics.const_data_ptr() == slot.rows.numerics.data() &&
                    batch.ids.const_data_ptr() == slot.rows.ids.data() &&
                    batch.labels.const_data_ptr() == slot.rows.labels.data();  // all were made so
  if (are_views && same) return;
  batch = make_batch(slot.rows, 0, slot.rows.rows, tensors_);
  if (options_.touched_columns.empty()) return;
  batch.touched = &slot.touched;
  batch.slots =
      rows_of(slot.slots, 0, slot.rows.rows, slot.rows.field_count, at::kInt).to(tensors_.device());
}

}  // namespace mmoe
