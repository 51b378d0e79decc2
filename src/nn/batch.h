// The rows of one step as tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace mmoe {

// The ids of one table that occur in a batch.
using TouchedIds = std::vector<int32_t>;  // ascending, each once

struct Batch {
  int64_t rows = 0;
  int64_t first = 0;                  // row of the whole batch where a piece of one begins
  int64_t whole_rows = 0;             // rows of the whole batch
  uint64_t step = 0;                  // for random numbers that depend on it (dropout)
  bool hides = false;                 // fields, too, may have ids of -1; else lists only
  at::Tensor numerics;                // [rows, numeric inputs]
  at::Tensor ids;                     // [rows, id columns], int32; -1: none (see `hides`)
  at::Tensor values;                  // [rows, value columns]
  at::Tensor labels;                  // [rows, tasks]; NaN: not of the task
  at::Tensor weights;                 // [rows, tasks]; undefined: 1 each
  at::Tensor groups;                  // [rows, group columns], int32
  std::vector<LabelCounts> labelled;  // by task, of the whole batch; for training
  // Of tables that take gradients by touched rows: where each id stands among the table's touched
  // ids. [rows, id columns], int32; undefined where no table does.
  at::Tensor slots;
  const std::vector<TouchedIds>* touched = nullptr;  // by table, of the whole batch; or empty

  // The rows of a table's gradient: [rows, id columns].
  const at::Tensor& gradient_rows(int64_t table) const {
    const bool by_slot = touched != nullptr && !(*touched)[static_cast<size_t>(table)].empty();
    return by_slot ? slots : ids;
  }
};

// Rows first .. first + rows - 1.
Batch piece_of(const Batch& batch, int64_t first, int64_t rows);

}  // namespace mmoe
