// Means and deviations of columns over the rows of many passes.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "nn/pass.h"

namespace mmoe {

class Moments {
 public:
  // [rows, columns] of double.
  void add(const at::Tensor& values);

  double rows() const { return rows_; }
  // Of each column, after some rows.
  at::Tensor mean() const;  // [columns]
  std::vector<double> means() const;
  std::vector<double> deviations() const;  // over all rows: the square root of the mean square

 private:
  at::Tensor sums_, squares_;
  double rows_ = 0;
};

// The first rows of what a pass has put there, as double.
at::Tensor values_of(const Pass& pass, const Source& source, int64_t rows);

// All numbers of a tensor in order.
std::vector<double> numbers(const at::Tensor& values);

}  // namespace mmoe
