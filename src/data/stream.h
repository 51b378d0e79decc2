// An endless source of encoded training rows.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "data/dataset.h"
#include "data/encoders.h"
#include "data/generator.h"

namespace mmoe {

// The inputs of a stream in blocks that several runs share; whoever asks first makes one. Runs are
// to go over the stream together: only a few blocks are kept.
class SharedInputs {
 public:
  static constexpr int64_t kBlockRows = 8192;

  explicit SharedInputs(std::shared_ptr<const Generator> generator)
      : generator_(std::move(generator)) {}

  // Rows index * kBlockRows and on, without labels.
  std::shared_ptr<const Dataset> block(uint64_t index);

 private:
  struct Block {
    uint64_t index;
    std::shared_ptr<const Dataset> rows;
  };
  std::shared_ptr<const Generator> generator_;
  std::mutex mutex_;
  std::deque<Block> blocks_;
};

class RowStream {
 public:
  // Features must take columns as they are: numbers unscaled, or given ids. With `shared`, inputs
  // come from there.
  RowStream(std::shared_ptr<const Generator> generator, const Encoders& encoders,
            std::shared_ptr<SharedInputs> shared = nullptr);

  // Rows first .. first + rows - 1 as a dataset; its buffers are reused.
  void fill(uint64_t first, int64_t rows, Dataset& out);

  // The first rows of a part that is not trained on.
  Dataset held_out(PartName part, int64_t rows);

 private:
  void finish(int64_t rows, Dataset& made, Dataset& out) const;
  void pick(int64_t rows, Dataset& out) const;
  void copy_shared(uint64_t first, int64_t rows, Dataset& out);
  void enter_block(uint64_t index);

  std::shared_ptr<const Generator> generator_;
  Dataset raw_;
  std::vector<size_t> inputs_, labels_;  // position of each column the model takes
  bool takes_all_;                       // in the generator's order

  std::shared_ptr<SharedInputs> shared_;
  std::shared_ptr<const Dataset> block_;  // of shared inputs
  uint64_t block_index_ = 0;
  std::vector<float> block_labels_;  // this run's
};

}  // namespace mmoe
