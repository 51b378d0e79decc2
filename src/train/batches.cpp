#include "train/batches.h"

#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cstring>

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
  batch.rows = rows;
  batch.numerics = rows_of(data.numerics, first, rows, data.numeric_count, at::kFloat).to(options);
  batch.ids = rows_of(data.ids, first, rows, data.field_count, at::kInt).to(options.device());
  batch.labels = rows_of(data.labels, first, rows, data.task_count, at::kFloat).to(options);
  return batch;
}

Batches::Batches(const Dataset& table, RowStream* stream, int64_t batch_size, int64_t seed,
                 const at::TensorOptions& options)
    : table_(table),
      stream_(stream),
      batch_size_(batch_size),
      steps_per_epoch_(stream ? 0 : (table.rows + batch_size - 1) / batch_size),
      shuffle_(static_cast<uint64_t>(seed), "shuffle"),
      options_(options) {
  rows_.numeric_count = table.numeric_count;
  rows_.field_count = table.field_count;
  rows_.task_count = table.task_count;
}

const Batch& Batches::at_step(int64_t step) {
  if (stream_ != nullptr) {
    stream_->fill(static_cast<uint64_t>(step * batch_size_), batch_size_, rows_);
  } else {
    gather(step);
  }
  batch_ = make_batch(rows_, 0, rows_.rows, options_);
  batch_.step = static_cast<uint64_t>(step);
  return batch_;
}

void Batches::gather(int64_t step) {
  const Permutation order(shuffle_, static_cast<uint64_t>(step / steps_per_epoch_),
                          static_cast<uint64_t>(table_.rows));
  const int64_t first = step % steps_per_epoch_ * batch_size_;
  rows_.resize(std::min(batch_size_, table_.rows - first));
  const auto copy_row = [](const auto& from, auto& to, int64_t width, int64_t source,
                           int64_t target) {
    std::copy_n(from.data() + source * width, width, to.data() + target * width);
  };
  for (int64_t i = 0; i < rows_.rows; ++i) {
    const auto row = static_cast<int64_t>(order(static_cast<uint64_t>(first + i)));
    copy_row(table_.numerics, rows_.numerics, table_.numeric_count, row, i);
    copy_row(table_.ids, rows_.ids, table_.field_count, row, i);
    copy_row(table_.labels, rows_.labels, table_.task_count, row, i);
  }
}

}  // namespace mmoe
