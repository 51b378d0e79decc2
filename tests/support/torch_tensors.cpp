#include "support/torch_tensors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <cstring>
#include <sstream>

#include "base/random.h"

namespace mmoe::test {

namespace {

at::Tensor to_type(const std::vector<double>& numbers, at::IntArrayRef shape, at::ScalarType type) {
  at::Tensor made = at::empty(shape, of(at::kDouble));
  std::memcpy(made.mutable_data_ptr(), numbers.data(), made.nbytes());
  return made.to(type);
}

std::vector<double> uniform(at::IntArrayRef shape, const std::string& name) {
  int64_t size = 1;
  for (const int64_t length : shape) size *= length;
  std::vector<double> numbers(static_cast<size_t>(size));
  RandomStream(1, name).uniform(0, numbers);
  return numbers;
}

}  // namespace

at::Tensor zeros(at::IntArrayRef shape, at::ScalarType type) { return at::zeros(shape, of(type)); }

at::Tensor filled(at::IntArrayRef shape, double value, at::ScalarType type) {
  return at::full(shape, value, of(type));
}

at::Tensor tensor(const std::vector<double>& numbers, at::IntArrayRef shape, at::ScalarType type) {
  return to_type(numbers, shape, type);
}

at::Tensor random(at::IntArrayRef shape, const std::string& name, at::ScalarType type) {
  std::vector<double> numbers = uniform(shape, name);
  for (double& number : numbers) number = 2 * number - 1;
  return to_type(numbers, shape, type);
}

at::Tensor random_ids(at::IntArrayRef shape, int64_t end, const std::string& name) {
  std::vector<double> numbers = uniform(shape, name);
  for (double& number : numbers) number = std::floor(number * static_cast<double>(end));
  return to_type(numbers, shape, at::kInt);
}

std::vector<double> values(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.detach().to(at::kDouble).contiguous();
  const double* data = plain.const_data_ptr<double>();
  return {data, data + plain.numel()};
}

std::string difference(const at::Tensor& actual, const at::Tensor& expected, double tolerance) {
  std::ostringstream text;
  if (actual.sizes() != expected.sizes()) {
    text << "shape " << actual.sizes() << " instead of " << expected.sizes();
  } else if (actual.scalar_type() != expected.scalar_type()) {
    text << "type " << actual.scalar_type() << " instead of " << expected.scalar_type();
  } else {
    const std::vector<double> a = values(actual), b = values(expected);
    double worst = tolerance;
    for (size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) && std::isnan(b[i])) continue;
      const double error = std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i]));
      if (error <= worst) continue;
      worst = std::isnan(error) ? INFINITY : error;
      text.str("");
      text << "element " << i << " of " << expected.sizes() << " is " << a[i] << " instead of "
           << b[i] << ", error " << worst;
    }
  }
  return text.str();
}

bool same_bytes(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor x = a.contiguous(), y = b.contiguous();
  return x.sizes() == y.sizes() && x.scalar_type() == y.scalar_type() &&
         std::memcmp(x.const_data_ptr(), y.const_data_ptr(), x.nbytes()) == 0;
}

Columns::Columns(int64_t rows, int64_t width, bool strided, const std::string& name,
                 at::ScalarType type)
    : whole(random({rows, strided ? width + 5 : width}, name, type)),
      matrix(whole.narrow(1, strided ? 3 : 0, width)) {}

Columns Columns::copy() const {
  Columns made;
  made.whole = whole.clone();
  made.matrix = made.whole.narrow(1, matrix.storage_offset(), matrix.size(1));
  return made;
}

}  // namespace mmoe::test
