#include "inspect/recipe.h"

#include <algorithm>

namespace mmoe {

namespace {

constexpr int64_t kManyValues = 1000;
constexpr int64_t kFewestSteps = 100;
constexpr int64_t kStepsToAverage = 500;  // a mean over the last hundred is then of the end

constexpr int64_t kLong = 2'000'000;  // rows of which two epochs are enough

// Small batches for few rows: a rate that falls to zero wants some hundred steps.
int64_t batch_size_for(int64_t rows) {
  if (rows >= kLong) return 4096;
  if (rows >= 100'000) return 1024;
  if (rows >= 10'000) return rows >= 40'000 ? 512 : 256;
  return rows >= 1'000 ? 64 : 32;
}

int64_t epochs_for(const DataSize& size, int64_t batch_size) {
  if (size.train_rows >= kLong) return 2;
  if (size.has_ids) return 3;
  const int64_t rows = std::max<int64_t>(1, size.train_rows);
  return std::clamp<int64_t>(kFewestSteps * batch_size / rows, 4, 20);
}

// Ids that are seen a few times only are learned by heart.
void against_overfitting(Recipe& recipe) {
  recipe.batch_size /= 2;
  recipe.learning_rate = 0.012;
  recipe.l2 = 3e-6;
  recipe.embedding_l2 = 8e-4;
  recipe.dropout = 0.3;
  recipe.tower_dropout = 0.4;
}

}  // namespace

Recipe recipe_for(const DataSize& size) {
  Recipe recipe;
  recipe.bottom =
      size.train_rows >= 10'000 ? std::vector<int64_t>{256, 128} : std::vector<int64_t>{64, 32};
  recipe.batch_size = batch_size_for(size.train_rows);
  if (size.has_ids) against_overfitting(recipe);
  recipe.epochs = epochs_for(size, recipe.batch_size);
  const int64_t steps_per_epoch = size.train_rows / recipe.batch_size;
  recipe.averages = recipe.epochs * steps_per_epoch >= kStepsToAverage;
  if (size.has_ids) recipe.validate_every = std::max<int64_t>(20, steps_per_epoch / 5);
  return recipe;
}

int64_t embedding_width(int64_t values) { return values > kManyValues ? 16 : 8; }

}  // namespace mmoe
