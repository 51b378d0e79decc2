// The kernels of folded tables for float32 on the CPU against the plain ATen ones.
#include "support/torch_test.h"

#include <ATen/TensorOperators.h>

#include <numeric>

#include "nn/kernels_cpu.h"
#include "support/torch_tensors.h"

namespace mmoe {

using namespace test;

namespace {

const CpuKernels kFast;
const Kernels kPlain;

// Folded tables of these rows, the field f among twice as many columns of ids.
std::vector<FoldedField> folded_fields(const std::vector<int64_t>& rows) {
  std::vector<FoldedField> fields;
  int64_t first_row = 0;
  for (const int64_t count : rows) {
    const auto f = static_cast<int64_t>(fields.size());
    fields.push_back({2 * f + 1, first_row, 0, count, 1, static_cast<int32_t>(count / 2)});
    first_row += count;
  }
  return fields;
}

enum class Commons { some, all, none };

at::Tensor ids_of(const std::vector<FoldedField>& fields, int64_t rows, Commons commons) {
  const auto count = static_cast<int64_t>(fields.size());
  at::Tensor ids = random_ids({rows, 2 * count + 1}, 1000, "other columns");
  for (const FoldedField& field : fields) {
    at::Tensor column = ids.select(1, field.column);
    column.copy_(random_ids({rows}, field.rows, "ids of " + std::to_string(field.column)));
    if (commons == Commons::all) column.fill_(field.common);
    if (commons == Commons::none && field.rows > 1) {
      column.masked_fill_(column == field.common, (field.common + 1) % field.rows);
    }
  }
  return ids;
}

// Products less their common rows, and the base.
struct Moved {
  at::Tensor products, base;
};

Moved moved(const Kernels& kernels, const std::vector<FoldedField>& fields, int64_t width) {
  Moved out{random({fields.back().first_row + fields.back().rows, width}, "products"),
            random({width}, "base")};
  for (const FoldedField& field : fields) {
    at::Tensor product = out.products.narrow(0, field.first_row, field.rows);
    kernels.move_to_base(field.common, product, out.base);
  }
  return out;
}

template <class Check>
void for_all_cases(const Check& check) {
  for (const auto& tables : std::vector<std::vector<int64_t>>{{1}, {5}, {2, 7, 3}, {40, 1, 9, 2}}) {
    const std::vector<FoldedField> fields = folded_fields(tables);
    for (const int64_t width : {1, 16, 37, 64, 130}) {
      for (const int64_t rows : {0, 1, 2, 33}) {
        for (const Commons commons : {Commons::some, Commons::all, Commons::none}) {
          CAPTURE(tables, width, rows, static_cast<int>(commons));
          check(fields, width, ids_of(fields, rows, commons));
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("fold kernels: common rows move to the base", "[nn]") {
  for (const auto& tables : std::vector<std::vector<int64_t>>{{1}, {5}, {2, 7, 3}}) {
    for (const int64_t width : {1, 16, 37}) {
      CAPTURE(tables, width);
      const std::vector<FoldedField> fields = folded_fields(tables);
      const Moved fast = moved(kFast, fields, width), plain = moved(kPlain, fields, width);
      CHECK(difference(fast.products, plain.products, 1e-6) == "");
      CHECK(difference(fast.base, plain.base, 1e-6) == "");
    }
  }
}

TEST_CASE("fold kernels: rows of products are added up", "[nn]") {
  for_all_cases([](const std::vector<FoldedField>& fields, int64_t width, const at::Tensor& ids) {
    const Moved tables = moved(kPlain, fields, width);
    for (const bool strided : {false, true}) {
      Columns fast(ids.size(0), width, strided, "out"), plain = fast.copy();
      kFast.add_products(tables.products, tables.base, fields, ids, fast.matrix);
      kPlain.add_products(tables.products, tables.base, fields, ids, plain.matrix);
      CHECK(difference(fast.whole, plain.whole, 1e-5) == "");
    }
  });
}

TEST_CASE("fold kernels: gradients come back to products and common rows", "[nn]") {
  for_all_cases([](const std::vector<FoldedField>& fields, int64_t width, const at::Tensor& ids) {
    const int64_t total = fields.back().first_row + fields.back().rows;
    const Columns d_out(ids.size(0), width, true, "d");
    at::Tensor found[2];
    for (const size_t i : {0, 1}) {
      const Kernels& kernels = i == 0 ? kFast : kPlain;
      found[i] = zeros({total + 1, width});
      // Twice: a shard has several pieces.
      for (int piece = 0; piece < 2; ++piece) {
        kernels.add_products_backward(d_out.matrix, fields, ids, found[i]);
      }
    }
    CHECK(difference(found[0], found[1], 1e-5) == "");
    for (const size_t i : {0, 1}) {
      const Kernels& kernels = i == 0 ? kFast : kPlain;
      for (const FoldedField& field : fields) {
        at::Tensor d_product = found[i].narrow(0, field.first_row, field.rows);
        kernels.gradient_of_common(found[i][total], field.common, d_product);
      }
    }
    CHECK(difference(found[0], found[1], 1e-5) == "");
  });
}

}  // namespace mmoe
