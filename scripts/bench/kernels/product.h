// A float32 product C = A B by OpenBLAS, on matrices of its own.
#pragma once

#include <vector>

namespace mmoe::bench {

struct Shape {
  int rows, columns, inner;                         // of C; of A and B
  bool a_transposed = false, b_transposed = false;  // how they lie in memory
};

class Product {
 public:
  explicit Product(const Shape& shape);
  void run();
  double flop() const;

 private:
  Shape shape_;
  std::vector<float> a_, b_, c_;
};

}  // namespace mmoe::bench
