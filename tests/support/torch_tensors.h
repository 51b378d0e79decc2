// Tensors for tests: made from names or formulas, compared with a sentence about the difference.
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace mmoe::test {

inline at::TensorOptions of(at::ScalarType type) { return at::TensorOptions().dtype(type); }

at::Tensor zeros(at::IntArrayRef shape, at::ScalarType type = at::kFloat);
at::Tensor filled(at::IntArrayRef shape, double value, at::ScalarType type = at::kFloat);
at::Tensor tensor(const std::vector<double>& values, at::IntArrayRef shape,
                  at::ScalarType type = at::kFloat);
// Uniform in [-1, 1), the same for the same name.
at::Tensor random(at::IntArrayRef shape, const std::string& name, at::ScalarType type = at::kFloat);
// int32, uniform in 0 .. end - 1.
at::Tensor random_ids(at::IntArrayRef shape, int64_t end, const std::string& name);

std::vector<double> values(const at::Tensor& tensor);

// Nothing if shapes and types agree and |actual - expected| <= tolerance * max(1, |expected|) in
// each place, NaN where NaN is expected; else what differs most.
std::string difference(const at::Tensor& actual, const at::Tensor& expected, double tolerance);
bool same_bytes(const at::Tensor& a, const at::Tensor& b);

// A matrix that is a range of columns of a wider one, or the whole of it.
struct Columns {
  at::Tensor whole, matrix;

  Columns(int64_t rows, int64_t width, bool strided, const std::string& name,
          at::ScalarType type = at::kFloat);
  Columns copy() const;

 private:
  Columns() = default;
};

}  // namespace mmoe::test
