#include "inspect/recipe.h"

#include <algorithm>

namespace mmoe {

namespace {

constexpr int64_t kManyValues = 1000;

int64_t batch_size_for(int64_t rows, bool has_ids) {
  if (rows >= 2'000'000) return 4096;
  if (rows >= 100'000) return 1024;
  if (rows >= 20'000 || has_ids) return 512;
  return rows >= 5'000 ? 256 : rows >= 1'000 ? 128 : 32;
}

// Large tables overfit in the second pass over them, whatever the number of rows.
int64_t epochs_for(int64_t rows, bool has_ids) {
  if (has_ids) return 2;
  return rows >= 2'000'000 ? 2 : rows >= 100'000 ? 4 : rows >= 20'000 ? 6 : 10;
}

}  // namespace

Recipe recipe_for(const DataSize& size) {
  Recipe recipe;
  recipe.batch_size = batch_size_for(size.train_rows, size.has_ids);
  recipe.epochs = epochs_for(size.train_rows, size.has_ids);
  if (!size.has_ids) return recipe;
  recipe.embedding_l2 = 3e-3;
  const int64_t steps = size.train_rows / recipe.batch_size;
  recipe.validate_every = std::max<int64_t>(20, steps / 5);
  return recipe;
}

int64_t embedding_width(int64_t values) { return values > kManyValues ? 16 : 8; }

}  // namespace mmoe
