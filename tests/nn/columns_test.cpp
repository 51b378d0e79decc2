// Blocks without parameters over columns: carried on, added up, by feature.
#include "nn/columns.h"

#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include "nn/feature_dropout.h"
#include "nn/fm.h"
#include "nn/senet.h"
#include "support/torch_gradients.h"

namespace mmoe {

using namespace test;

namespace {

at::Tensor doubles(const std::vector<double>& values, at::IntArrayRef shape) {
  return tensor(values, shape, at::kDouble);
}

}  // namespace

TEST_CASE("columns go to their places, and zeros where none arrives", "[nn]") {
  const std::vector<mmoe::Columns::Move> moves = {{0, 1, 0, 1}, {1, 0, 2, 2}, {0, 0, 4, 1}};
  BlockRun run(std::make_shared<mmoe::Columns>(5, moves),
               {doubles({1, 2, 5, 6}, {2, 2}), doubles({3, 4, 7, 8}, {2, 2})});
  CHECK(values(run.forward()) == std::vector<double>{2, 0, 3, 4, 1, 6, 0, 7, 8, 5});
  CHECK(run.gradient_difference() == "");
}

TEST_CASE("columns side by side, one row too", "[nn]") {
  for (const int64_t rows : {1, 3}) {
    BlockRun run(mmoe::Columns::side_by_side({2, 1}),
                 {random({rows, 2}, "a", at::kDouble), random({rows, 1}, "b", at::kDouble)});
    CHECK(run.out.width == 3);
    CHECK(same_bytes(run.forward().narrow(1, 2, 1), random({rows, 1}, "b", at::kDouble)));
    CHECK(run.gradient_difference() == "");
  }
}

TEST_CASE("add: the sum of all inputs", "[nn]") {
  BlockRun run(std::make_shared<Add>(2),
               {doubles({1, 2}, {1, 2}), doubles({10, 20}, {1, 2}), doubles({100, 200}, {1, 2})});
  CHECK(values(run.forward()) == std::vector<double>{111, 222});
  CHECK(run.gradient_difference() == "");
}

TEST_CASE("segments: means and factors of features of several widths", "[nn]") {
  const Segments segments({2, 2, 1});
  CHECK(segments.count() == 3);
  CHECK(segments.width() == 5);
  const at::Tensor x = doubles({1, 3, 5, 9, 4}, {1, 5});
  BlockRun means(std::make_shared<SegmentMeans>(segments), {x});
  CHECK(values(means.forward()) == std::vector<double>{2, 7, 4});
  BlockRun scaled(std::make_shared<ScaledSegments>(segments), {x, doubles({10, 0, -1}, {1, 3})});
  CHECK(values(scaled.forward()) == std::vector<double>{10, 30, 0, 0, -4});

  const at::Tensor many = random({4, 5}, "x", at::kDouble);
  CHECK(BlockRun(std::make_shared<SegmentMeans>(segments), {many}).gradient_difference() == "");
  CHECK(BlockRun(std::make_shared<ScaledSegments>(segments),
                 {many, random({4, 3}, "factors", at::kDouble)})
            .gradient_difference() == "");
}

TEST_CASE("feature dropout: features go as a whole, and only in training", "[nn]") {
  const at::Tensor ones = filled({2000, 5}, 1, at::kDouble);
  BlockRun run(std::make_shared<FeatureDropout>(Segments({2, 3}), 0.25), {ones});
  CHECK(same_bytes(run.forward(/*training=*/false), ones));
  const at::Tensor out = run.forward(true, 3);
  CHECK(same_bytes(out, run.forward(true, 3)));
  CHECK_FALSE(same_bytes(out, run.forward(true, 4)));
  CHECK(same_bytes(out.select(1, 0), out.select(1, 1)));
  CHECK(same_bytes(out.select(1, 2), out.select(1, 4)));
  CHECK_FALSE(same_bytes(out.select(1, 0), out.select(1, 2)));
  CHECK(out.max().item<double>() == Approx(4.0 / 3));
  CHECK((out == 0).to(at::kDouble).mean().item<double>() == Approx(0.25).margin(0.05));
  BlockRun small(std::make_shared<FeatureDropout>(Segments({2, 3}), 0.25),
                 {random({6, 5}, "x", at::kDouble)});
  CHECK(small.gradient_difference() == "");
}

TEST_CASE("fm: the scalar products of all pairs of features", "[nn]") {
  // (1, 2) (3, 4) + (1, 2) (5, 6) + (3, 4) (5, 6)
  BlockRun run(std::make_shared<FactorizationMachine>(2), {doubles({1, 2, 3, 4, 5, 6}, {1, 6})});
  CHECK(values(run.forward()) == std::vector<double>{11 + 17 + 39});
  CHECK(run.gradient_difference() == "");
}

}  // namespace mmoe
