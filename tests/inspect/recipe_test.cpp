#include "inspect/recipe.h"

#include "support/catch.h"

namespace mmoe {

TEST_CASE("the recipe of census and KuaiRand is what their configs have", "[inspect]") {
  const Recipe census = recipe_for({199'523, false});
  CHECK(census.epochs == 4);
  CHECK(census.batch_size == 1024);
  CHECK(census.embedding_l2 == 1e-5);
  CHECK(census.learning_rate == 0.006);
  CHECK(census.l2 == 5e-5);
  CHECK(census.dropout == 0);
  CHECK(census.averages);
  CHECK(census.validate_every == 0);
  const Recipe impressions = recipe_for({57'741, true});
  CHECK(impressions.epochs == 3);
  CHECK(impressions.batch_size == 256);
  CHECK(impressions.learning_rate == 0.012);
  CHECK(impressions.embedding_l2 == 8e-4);
  CHECK(impressions.dropout == 0.3);
  CHECK(impressions.tower_dropout == 0.4);
  CHECK(impressions.averages);
  CHECK(impressions.validate_every == 45);
}

TEST_CASE("few rows still make a hundred steps, within twenty epochs", "[inspect]") {
  for (const int64_t rows : {1, 40, 200, 500, 999, 1'000, 5'000, 10'000, 39'999, 100'000}) {
    CAPTURE(rows);
    const Recipe recipe = recipe_for({rows, false});
    CHECK(recipe.epochs >= 4);
    CHECK(recipe.epochs <= 20);
    if (recipe.epochs < 20) CHECK(recipe.epochs * rows >= 93 * recipe.batch_size);
  }
}

TEST_CASE("a fifth of an epoch passes between validations of ids, and 20 steps", "[inspect]") {
  CHECK(recipe_for({1'000'000, true}).validate_every == 390);
  CHECK(recipe_for({500, true}).validate_every == 20);
}

TEST_CASE("embeddings are wider for many values", "[inspect]") {
  CHECK(embedding_width(2) == 8);
  CHECK(embedding_width(1000) == 8);
  CHECK(embedding_width(1001) == 16);
}

}  // namespace mmoe
