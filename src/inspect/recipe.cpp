#include "inspect/recipe.h"

#include <algorithm>

namespace mmoe {

namespace {

constexpr int64_t kManyValues = 1000;

// Small batches for few rows: a rate that falls to zero wants some hundred steps.
int64_t batch_size_for(int64_t rows) {
  if (rows >= 2'000'000) return 4096;
  if (rows >= 100'000) return 1024;
  return rows >= 40'000 ? 512 : rows >= 10'000 ? 256 : 64;
}

// Tables of ids overfit in the third pass over them.
int64_t epochs_for(int64_t rows, bool has_ids) { return has_ids || rows >= 2'000'000 ? 2 : 4; }

}  // namespace

Recipe recipe_for(const DataSize& size) {
  Recipe recipe;
  recipe.bottom =
      size.train_rows >= 10'000 ? std::vector<int64_t>{256, 128} : std::vector<int64_t>{64, 32};
  recipe.batch_size = batch_size_for(size.train_rows);
  recipe.epochs = epochs_for(size.train_rows, size.has_ids);
  if (!size.has_ids) return recipe;
  recipe.embedding_l2 = 3e-3;
  recipe.validate_every = std::max<int64_t>(20, size.train_rows / recipe.batch_size / 5);
  return recipe;
}

int64_t embedding_width(int64_t values) { return values > kManyValues ? 16 : 8; }

}  // namespace mmoe
