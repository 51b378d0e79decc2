#include "inspect/recipe.h"

#include <algorithm>

namespace mmoe {

namespace {

constexpr int64_t kManyValues = 1000;
constexpr int64_t kFewestSteps = 100;

// Small batches for few rows: a rate that falls to zero wants some hundred steps.
int64_t batch_size_for(int64_t rows) {
  if (rows >= 2'000'000) return 4096;
  if (rows >= 100'000) return 1024;
  if (rows >= 10'000) return rows >= 40'000 ? 512 : 256;
  return rows >= 1'000 ? 64 : 32;
}

// Tables of ids overfit in the third pass over them.
int64_t epochs_for(const DataSize& size, int64_t batch_size) {
  if (size.has_ids || size.train_rows >= 2'000'000) return 2;
  const int64_t rows = std::max<int64_t>(1, size.train_rows);
  return std::clamp<int64_t>(kFewestSteps * batch_size / rows, 4, 20);
}

}  // namespace

Recipe recipe_for(const DataSize& size) {
  Recipe recipe;
  recipe.bottom =
      size.train_rows >= 10'000 ? std::vector<int64_t>{256, 128} : std::vector<int64_t>{64, 32};
  recipe.batch_size = batch_size_for(size.train_rows);
  recipe.epochs = epochs_for(size, recipe.batch_size);
  if (!size.has_ids) return recipe;
  recipe.embedding_l2 = 3e-3;
  recipe.validate_every = std::max<int64_t>(20, size.train_rows / recipe.batch_size / 5);
  return recipe;
}

int64_t embedding_width(int64_t values) { return values > kManyValues ? 16 : 8; }

}  // namespace mmoe
