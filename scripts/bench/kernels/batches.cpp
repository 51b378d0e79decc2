// What makes a batch: a random order, whole rows gathered, and which rows of tables they touch.
#include "train/batches.h"

#include "measure.h"
#include "train/touched_rows.h"

namespace mmoe::bench {

namespace {

void permutation(benchmark::State& state, uint64_t size, size_t rows) {
  const Permutation order(RandomStream(1, "shuffle"), 0, size);
  std::vector<int64_t> out(rows);
  uint64_t first = 0;
  measure(state, {0, sizeof(int64_t) * static_cast<double>(rows)}, [&] {
    order.fill(first, out);
    first = (first + rows) % (size - rows);
  });
}

struct Table {
  int64_t rows, numerics, fields, batch;
};

// The order of the rows included.
void gather(benchmark::State& state, const Table& shape) {
  Dataset table;
  table.numeric_count = shape.numerics;
  table.field_count = shape.fields;
  table.task_count = 2;
  table.resize(shape.rows);
  Batches batches(table, nullptr, {shape.batch, /*seed=*/1, {}, false}, at::TensorOptions());
  const double row = kFloat * static_cast<double>(shape.numerics + shape.fields + 2);
  const auto rows = static_cast<double>(shape.rows), batch = static_cast<double>(shape.batch);
  int64_t step = 0;
  measure(state, {0, 2 * row * batch, row * (rows + batch)}, [&] {
    batches.at_step(step);
    step = (step + 1) % (batches.steps_per_epoch() - 1);  // the last batch is smaller
  });
}

void find_touched_rows(benchmark::State& state, int64_t rows, int64_t fields, int64_t table_rows) {
  const at::Tensor ids = random_ids(rows, fields, table_rows);
  const std::span column(ids.const_data_ptr<int32_t>(), static_cast<size_t>(rows * fields));
  std::vector<int32_t> slots(column.size());
  TouchedIds found;
  measure(state, {0, 2 * sizeof(int32_t) * static_cast<double>(rows)},
          [&] { find_touched(column, slots, rows, fields, found); });
}

constexpr Table kPaper{100'000, 100, 0, 32}, kCensus{199'523, 7, 31, 1024};
constexpr Table kWide{200'000, 0, 50, 4096};

BENCHMARK_CAPTURE(permutation, paper32, 100'000, 32);
BENCHMARK_CAPTURE(permutation, census, 199'523, 1024);
BENCHMARK_CAPTURE(gather, paper32, kPaper);
BENCHMARK_CAPTURE(gather, census, kCensus);
BENCHMARK_CAPTURE(gather, wide, kWide);
BENCHMARK_CAPTURE(find_touched_rows, wide, 4096, 50, 20'000);

}  // namespace

}  // namespace mmoe::bench
