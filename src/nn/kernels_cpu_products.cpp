// The products of CpuKernels, by OpenBLAS where it is there.
#include "nn/kernels_cpu.h"

#ifdef MMOE_HAVE_OPENBLAS
#include <cblas.h>
#endif

#include <algorithm>

#include "nn/kernels_cpu_views.h"
#include "nn/simd.h"

namespace mmoe {

#ifdef MMOE_HAVE_OPENBLAS

namespace {

// C = A B + beta C for row-major matrices; a transposed operand is given as it lies in memory.
struct Operand {
  const float* data;
  int64_t stride;
  bool transposed = false;
};

void multiply(int64_t rows, int64_t columns, int64_t inner, Operand a, Operand b, float beta,
              float* c, int64_t stride) {
  const auto order = [](const Operand& o) { return o.transposed ? CblasTrans : CblasNoTrans; };
  const auto size = [](int64_t n) { return static_cast<blasint>(n); };
  const auto lead = [](int64_t n) { return static_cast<blasint>(std::max<int64_t>(n, 1)); };
  scipy_cblas_sgemm(CblasRowMajor, order(a), order(b), size(rows), size(columns), size(inner), 1,
                    a.data, lead(a.stride), b.data, lead(b.stride), beta, c, lead(stride));
}

// OpenBLAS multiplies small matrices without packing them first, which for matrices of an expert's
// size is half as fast again: rows then go through in blocks that count as small.
int64_t rows_at_once(int64_t rows, int64_t in, int64_t units) {
  constexpr int64_t kBlock = 64, kSmall = 1000000;  // multiplications
  return kBlock * in * units <= kSmall ? kBlock : std::max<int64_t>(rows, 1);
}

}  // namespace

const char* blas_name() { return "OpenBLAS"; }
void set_blas_threads(int threads) { scipy_openblas_set_num_threads(threads); }

void CpuKernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                        at::Tensor& out, bool add) const {
  const int64_t groups = weight.size(0), in = weight.size(1), units = weight.size(2);
  const int64_t rows = out.size(0), block = rows_at_once(rows, in, units);
  for (int64_t row = 0; row < rows; row += block) {
    const float* from = data(x) + row * x.stride(0);
    float* to = data(out) + row * out.stride(0);
    for (int64_t g = 0; g < groups; ++g) {
      multiply(std::min(block, rows - row), units, in, {from + g * in, x.stride(0)},
               {data(weight) + g * in * units, units}, add ? 1 : 0, to + g * units, out.stride(0));
    }
  }
  if (bias.defined()) simd::add_bias(first_columns(view(out), bias.size(0)), data(bias));
}

void CpuKernels::linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                            at::Tensor& d_weight, at::Tensor& d_bias) const {
  const int64_t groups = d_weight.size(0), in = d_weight.size(1), units = d_weight.size(2);
  const int64_t rows = x.size(0), block = rows_at_once(rows, in, units);
  for (int64_t row = 0; row < rows; row += block) {
    const float* from = data(x) + row * x.stride(0);
    const float* d = data(d_out) + row * d_out.stride(0);
    for (int64_t g = 0; g < groups; ++g) {
      multiply(in, units, std::min(block, rows - row), {from + g * in, x.stride(0), true},
               {d + g * units, d_out.stride(0)}, 1, data(d_weight) + g * in * units, units);
    }
  }
  if (!d_bias.defined()) return;
  simd::ConstView biased = view(d_out);
  biased.width = d_bias.size(0);
  simd::add_column_sums(biased, data(d_bias));
}

void CpuKernels::linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                       at::Tensor& d_x, bool add) const {
  const int64_t groups = weight.size(0), in = weight.size(1), units = weight.size(2);
  const int64_t used = d_x.size(1) / groups;
  for (int64_t g = 0; g < groups && d_x.size(0) > 0; ++g) {
    multiply(d_x.size(0), used, units, {data(d_out) + g * units, d_out.stride(0)},
             {data(weight) + g * in * units, units, true}, add ? 1 : 0, data(d_x) + g * used,
             d_x.stride(0));
  }
}

#else

const char* blas_name() { return "ATen"; }
void set_blas_threads(int) {}

void CpuKernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                        at::Tensor& out, bool add) const {
  Kernels::linear(x, weight, bias, out, add);
}
void CpuKernels::linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                            at::Tensor& d_weight, at::Tensor& d_bias) const {
  Kernels::linear_backward_parameters(x, d_out, d_weight, d_bias);
}
void CpuKernels::linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                       at::Tensor& d_x, bool add) const {
  Kernels::linear_backward_input(weight, d_out, d_x, add);
}

#endif

}  // namespace mmoe
