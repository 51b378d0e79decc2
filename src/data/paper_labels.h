// Labels of Ma et al. 2018, section 3.2, before noise: y_k = z + sum_i sin(alpha_i z + beta_i) with
// z = w_k x.
#pragma once

#include <cstdint>
#include <vector>

namespace mmoe {

struct PaperLabels {
  std::vector<double> weights[2];        // w_1, w_2
  std::vector<double> frequency, phase;  // of each sine, in turns: alpha / 2 pi, beta / 2 pi

  static constexpr int64_t kMaxRows = 64;

  // Of up to kMaxRows rows of inputs; `out` is [rows, 2]. The same on every instruction set.
  void compute(int64_t rows, const float* inputs, double* out) const;
};

}  // namespace mmoe
