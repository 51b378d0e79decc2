// Means and deviations of columns over the rows of many passes.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace mmoe {

class Means {
 public:
  // [rows, ...], whose sums are exact or double.
  void add(const at::Tensor& values);
  // The sums over so many rows.
  void add_sums(const at::Tensor& sums, int64_t rows);

  double rows() const { return rows_; }
  at::Tensor mean() const;  // [...] of double, after some rows

 private:
  at::Tensor sums_;
  double rows_ = 0;
};

class Moments {
 public:
  // [rows, columns] of double.
  void add(const at::Tensor& values);

  double rows() const { return values_.rows(); }
  // Of each column, after some rows.
  std::vector<double> means() const;
  std::vector<double> deviations() const;  // over all rows: the square root of the mean square

 private:
  Means values_, squares_;
};

// All numbers of a tensor in order.
std::vector<double> numbers(const at::Tensor& values);

}  // namespace mmoe
