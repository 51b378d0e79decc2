// The sizes and rates that a config starts with, from what is known of the data. Why these:
// docs/init.md.
#pragma once

#include <cstdint>
#include <vector>

namespace mmoe {

struct DataSize {
  int64_t train_rows = 0;
  bool has_ids = false;  // categories of thousands of values, most seen a few times only
};

struct Recipe {
  std::vector<int64_t> bottom;  // widths of the network of a single task
  int64_t epochs = 4, batch_size = 1024;
  int64_t validate_every = 0;  // steps; 0: an epoch
  double learning_rate = 0.006, l2 = 5e-5, embedding_l2 = 1e-5;
  double dropout = 0, tower_dropout = 0;
  bool averages = false;  // the parameters of the last hundred steps
};

Recipe recipe_for(const DataSize& size);

// Width of the embedding of this many values.
int64_t embedding_width(int64_t values);

}  // namespace mmoe
