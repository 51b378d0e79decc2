// Rows of tables: looked up, and sums of folded products.
#include <ATen/TensorOperators.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include "measure.h"
#include "nn/batch.h"

namespace mmoe::bench {

namespace {

struct Tables {
  int64_t rows, fields, table_rows, dim;

  std::vector<LookupField> lookups() const {
    std::vector<LookupField> all;
    for (int64_t f = 0; f < fields; ++f) all.push_back({f, f * dim});
    return all;
  }
  std::vector<at::Tensor> tables() const {
    std::vector<at::Tensor> all;
    for (int64_t f = 0; f < fields; ++f) all.push_back(normal({table_rows, dim}));
    return all;
  }
  // Every value goes through the processor `times` times.
  Work work(double times) const {
    const auto values = static_cast<double>(rows * fields * dim);
    const auto all = static_cast<double>(fields * table_rows * dim);
    return {0, kFloat * times * values, kFloat * (all + values)};
  }
};

void lookup(benchmark::State& state, const Tables& shape) {
  const std::vector<at::Tensor> tables = shape.tables();
  const std::vector<LookupField> fields = shape.lookups();
  Batch batch;
  batch.ids = random_ids(shape.rows, shape.fields, shape.table_rows);
  at::Tensor out = at::zeros({shape.rows, shape.fields * shape.dim});
  measure(state, shape.work(2), [&] { kernels.lookup(tables, fields, batch, out); });
}

void lookup_backward(benchmark::State& state, const Tables& shape) {
  std::vector<at::Tensor> d_tables = shape.tables();
  const std::vector<LookupField> fields = shape.lookups();
  Batch batch;
  batch.ids = random_ids(shape.rows, shape.fields, shape.table_rows);
  const at::Tensor d_out = normal({shape.rows, shape.fields * shape.dim});
  measure(state, shape.work(3), [&] { kernels.lookup_backward(d_out, fields, batch, d_tables); });
}

struct Folded {
  int64_t rows, fields, table_rows, width;
  double common;  // share of places that hold their field's common id, which is 0

  std::vector<FoldedField> folded() const {
    std::vector<FoldedField> all;
    for (int64_t f = 0; f < fields; ++f) all.push_back({f, f * table_rows, 0, table_rows, 0, 0});
    return all;
  }
  at::Tensor ids() const {
    const at::Tensor others = random_ids(rows, fields, table_rows - 1) + 1;
    return others * (at::rand({rows, fields}) >= common);
  }
  // Each row of the batch goes through `of_row` times, each chosen row of products `of_chosen`.
  Work work(const at::Tensor& ids, double of_row, double of_chosen) const {
    const auto chosen = ids.count_nonzero().item<double>();
    const double one = kFloat * static_cast<double>(width);
    const auto all = static_cast<double>(rows + fields * table_rows);
    return {0, one * (of_row * static_cast<double>(rows) + of_chosen * chosen), one * all};
  }
};

void add_products(benchmark::State& state, const Folded& shape) {
  const std::vector<FoldedField> fields = shape.folded();
  const at::Tensor products = normal({shape.fields * shape.table_rows, shape.width});
  const at::Tensor base = normal({shape.width}), ids = shape.ids();
  at::Tensor out = at::zeros({shape.rows, shape.width});
  measure(state, shape.work(ids, 1, 1),
          [&] { kernels.add_products(products, base, fields, ids, out); });
}

void add_products_backward(benchmark::State& state, const Folded& shape) {
  const std::vector<FoldedField> fields = shape.folded();
  const at::Tensor d_out = normal({shape.rows, shape.width}), ids = shape.ids();
  at::Tensor d_products = at::zeros({shape.fields * shape.table_rows + 1, shape.width});
  measure(state, shape.work(ids, 1, 2),
          [&] { kernels.add_products_backward(d_out, fields, ids, d_products); });
}

constexpr Tables kWide{1024, 50, 20000, 16};
constexpr Folded kCensus{64, 31, 16, 528, 2.0 / 3};

BENCHMARK_CAPTURE(lookup, wide, kWide);
BENCHMARK_CAPTURE(lookup_backward, wide, kWide);
BENCHMARK_CAPTURE(add_products, census, kCensus);
BENCHMARK_CAPTURE(add_products_backward, census, kCensus);

}  // namespace

}  // namespace mmoe::bench
