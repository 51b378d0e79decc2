// A training step that has run before takes nothing from the heap that counts.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <memory>

#include "optim/optimizer.h"
#include "support/torch_heap.h"
#include "support/torch_models.h"
#include "train/batches.h"

namespace mmoe {

using namespace test;

namespace {

struct Loop {
  std::string model;
  int threads = 1;
  bool ahead = false;
};

// Steps 20 to 40 of training over whole batches of 256 rows: numerics, folded and looked-up fields.
HeapUse heap_use_of(const Loop& loop) {
  const Schema schema = schema_of(5, {{9, 8}, {40, 8}, {3000, 8}});
  const std::vector<TaskConfig> tasks = mixed_tasks(2);
  const Dataset data = random_rows(schema, tasks, 1024, "rows", 0.1);
  const auto model = build_model(model_of(loop.model), tasks, schema, 1);
  const ParameterStore store(*model, of(at::kFloat));
  BatchGradient gradient(*model, store, tasks, 256, 1, loop.threads);
  const auto optimizer = make_optimizer(AdamConfig(), store);
  Batches batches(data, nullptr, {256, 1, {}, loop.ahead}, of(at::kFloat));
  int64_t step = 0;
  const auto run_to = [&](int64_t end) {
    for (; step < end; ++step) {
      gradient(batches.at_step(step));
      at::Tensor flat = gradient.gradients().parameters();
      optimizer->step(flat, 1, step + 1);
    }
  };
  run_to(20);
  return heap_use([&] { run_to(40); });
}

void check_steady(const Loop& loop) {
  CAPTURE(loop.model, loop.threads, loop.ahead);
  const HeapUse found = heap_use_of(loop);
  CHECK(found.tensors == 0);
  CHECK(found.blocks == 0);
}

std::string mmoe_with(const std::string& rest) {
  return "{type: mmoe, experts: {count: 8, hidden: [64, 32]" + rest + "}, tower: {hidden: [16]}}";
}

}  // namespace

TEST_CASE("steady step: what it takes from the heap is seen", "[train]") {
  std::unique_ptr<char[]> block;
  at::Tensor made;
  CHECK(heap_use([&] { block = std::make_unique<char[]>(1024); }).blocks == 1);
  CHECK(heap_use([&] { block = std::make_unique<char[]>(100); }).blocks == 0);
  CHECK(heap_use([&] { made = zeros({1}); }).tensors == 1);
  CHECK(heap_use([&] { made = made + 1; }).tensors > 0);
  CHECK(heap_use([&] { made.add_(made); }).tensors == 0);
  Workers workers(2);
  const auto on_the_other = [&](int share) {
    if (share == 1) block = std::make_unique<char[]>(5000);
  };
  CHECK(heap_use([&] { workers.run(on_the_other); }).blocks == 1);
  block = std::make_unique<char[]>(5000);  // nobody counts
  CHECK(heap_use([] {}).blocks == 0);
}

TEST_CASE("steady step: it takes nothing", "[train]") {
  check_steady({mmoe_with("")});
  check_steady({mmoe_with(""), 1, /*ahead=*/true});
  check_steady({mmoe_with(""), 3});
}

TEST_CASE("steady step: nor with batch norm", "[train]") {
  check_steady({mmoe_with(", batch_norm: true")});
  check_steady({mmoe_with(", batch_norm: true"), 3});
}

TEST_CASE("steady step: nor with dropout", "[train]") {
  check_steady({mmoe_with(", dropout: 0.2")});
  check_steady({mmoe_with(", batch_norm: true, dropout: 0.2")});
}

}  // namespace mmoe
