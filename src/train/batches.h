// Training batches: whole rows gathered into buffers that are reused, in an order that is a
// function of (seed, epoch).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "data/dataset.h"
#include "data/stream.h"
#include "nn/batch.h"

namespace mmoe {

class Batches {
 public:
  // Rows of a table, or of a stream where one is given.
  Batches(const Dataset& table, RowStream* stream, int64_t batch_size, int64_t seed,
          const at::TensorOptions& options);

  // 0 for a stream.
  int64_t steps_per_epoch() const { return steps_per_epoch_; }

  // The batch of this step (from 0); valid until the next call.
  const Batch& at_step(int64_t step);

 private:
  void gather(int64_t step);

  const Dataset& table_;
  RowStream* stream_;
  int64_t batch_size_, steps_per_epoch_;
  RandomStream shuffle_;
  at::TensorOptions options_;
  Dataset rows_;
  Batch batch_;
};

// Tensors over the rows of a dataset, converted where type or device differ. `rows` may be fewer
// than the dataset has.
Batch make_batch(const Dataset& data, int64_t first, int64_t rows,
                 const at::TensorOptions& options);

}  // namespace mmoe
