// Training batches: whole rows gathered into buffers that are reused, in an order that is a
// function of (seed, epoch); the next batch, where that pays, on a thread of its own.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/random.h"
#include "data/dataset.h"
#include "data/stream.h"
#include "nn/batch.h"
#include "train/hidden_features.h"

namespace mmoe {

class Background;

class Batches {
 public:
  struct Options {
    int64_t batch_size = 0, seed = 0;
    // By table, the columns of ids whose touched rows each batch states; nothing for other
    // tables.
    std::vector<std::vector<int64_t>> touched_columns;
    bool ahead = false;  // makes the next batch while this one is used
    HiddenFeatures hidden = {};
  };

  // Rows of a table, or of a stream where one is given.
  Batches(const Dataset& table, RowStream* stream, Options options,
          const at::TensorOptions& tensors);
  ~Batches();

  // 0 for a stream.
  int64_t steps_per_epoch() const { return steps_per_epoch_; }

  // The batch of this step (from 0); valid until the next call.
  const Batch& at_step(int64_t step);

 private:
  // Buffers of one batch.
  struct Slot {
    Dataset rows;
    std::vector<int32_t> slots;
    std::vector<TouchedIds> touched;
    Batch batch;
    int64_t step = -1;
  };
  void fill(Slot& slot, int64_t step);
  void gather(Dataset& rows, int64_t step);
  void state_touched(Slot& slot);
  void make_tensors(Slot& slot);

  const Dataset& table_;
  RowStream* stream_;
  Options options_;
  at::TensorOptions tensors_;
  int64_t steps_per_epoch_;
  RandomStream shuffle_, hiding_;
  std::vector<int64_t> order_;
  std::array<Slot, 2> slots_;
  std::unique_ptr<Background> background_;
};

// Tensors over the rows of a dataset, converted where type or device differ. `rows` may be fewer
// than the dataset has.
Batch make_batch(const Dataset& data, int64_t first, int64_t rows,
                 const at::TensorOptions& options);

}  // namespace mmoe
