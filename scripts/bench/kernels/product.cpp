#include "product.h"

#include <cblas.h>

namespace mmoe::bench {

namespace {

std::vector<float> matrix(int rows, int columns) {
  return std::vector<float>(static_cast<size_t>(rows) * static_cast<size_t>(columns), 0.5f);
}

CBLAS_TRANSPOSE order(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }

}  // namespace

Product::Product(const Shape& shape)
    : shape_(shape),
      a_(matrix(shape.rows, shape.inner)),
      b_(matrix(shape.inner, shape.columns)),
      c_(matrix(shape.rows, shape.columns)) {}

void Product::run() {
  const auto& [rows, columns, inner, a_transposed, b_transposed] = shape_;
  scipy_cblas_sgemm(CblasRowMajor, order(a_transposed), order(b_transposed), rows, columns, inner,
                    1, a_.data(), a_transposed ? rows : inner, b_.data(),
                    b_transposed ? inner : columns, 0, c_.data(), columns);
}

double Product::flop() const { return 2.0 * shape_.rows * shape_.columns * shape_.inner; }

}  // namespace mmoe::bench
