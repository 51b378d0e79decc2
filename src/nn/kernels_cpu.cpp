#include "nn/kernels_cpu.h"

#ifdef MMOE_HAVE_OPENBLAS
#include <cblas.h>
#endif

#include <algorithm>
#include <cmath>
#include <vector>

#include "nn/simd.h"

namespace mmoe {

namespace {

simd::View view(at::Tensor& matrix) {
  if (!matrix.defined()) return {nullptr, 0, 0, 0};
  return {matrix.mutable_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0)};
}
simd::ConstView view(const at::Tensor& matrix) {
  return {matrix.const_data_ptr<float>(), matrix.size(0), matrix.size(1), matrix.stride(0)};
}
const float* data(const at::Tensor& vector) { return vector.const_data_ptr<float>(); }
float* data(at::Tensor& vector) { return vector.mutable_data_ptr<float>(); }

simd::View first_columns(simd::View matrix, int64_t width) {
  matrix.width = width;
  return matrix;
}

// Per-column numbers of one call; small, so reused by thread.
std::vector<float>& scratch(size_t which, int64_t size) {
  thread_local std::vector<float> buffers[3];
  buffers[which].assign(static_cast<size_t>(size), 0.0f);
  return buffers[which];
}

#ifdef MMOE_HAVE_OPENBLAS

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

#endif

}  // namespace

#ifdef MMOE_HAVE_OPENBLAS

const char* blas_name() { return "OpenBLAS"; }
void set_blas_threads(int threads) { scipy_openblas_set_num_threads(threads); }
int blas_threads() { return scipy_openblas_get_num_threads(); }

void CpuKernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                        at::Tensor& out) const {
  const int64_t groups = weight.size(0), in = weight.size(1), units = weight.size(2);
  for (int64_t g = 0; g < groups && out.size(0) > 0; ++g) {
    multiply(out.size(0), units, in, {data(x) + g * in, x.stride(0)},
             {data(weight) + g * in * units, units}, 0, data(out) + g * units, out.stride(0));
  }
  if (bias.defined()) simd::add_bias(first_columns(view(out), bias.size(0)), data(bias));
}

void CpuKernels::linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                            at::Tensor& d_weight, at::Tensor& d_bias) const {
  const int64_t groups = d_weight.size(0), in = d_weight.size(1), units = d_weight.size(2);
  for (int64_t g = 0; g < groups && x.size(0) > 0; ++g) {
    multiply(in, units, x.size(0), {data(x) + g * in, x.stride(0), true},
             {data(d_out) + g * units, d_out.stride(0)}, 1, data(d_weight) + g * in * units, units);
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
int blas_threads() { return 1; }

void CpuKernels::linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                        at::Tensor& out) const {
  Kernels::linear(x, weight, bias, out);
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

void CpuKernels::lookup(const std::vector<at::Tensor>& tables, const at::Tensor& ids,
                        const at::Tensor& numerics, at::Tensor& out) const {
  simd::View columns = view(out);
  for (size_t field = 0; field < tables.size(); ++field) {
    columns.width = tables[field].size(1);
    simd::gather_rows(data(tables[field]), columns.width, ids.const_data_ptr<int32_t>() + field,
                      ids.stride(0), columns);
    columns.data += columns.width;
  }
  const int64_t width = numerics.size(1);
  for (int64_t row = 0; row < out.size(0); ++row) {
    const float* from = data(numerics) + row * numerics.stride(0);
    std::copy(from, from + width, columns.data + row * columns.stride);
  }
}

void CpuKernels::lookup_backward(const at::Tensor& d_out, const at::Tensor& ids,
                                 std::vector<at::Tensor>& d_tables) const {
  simd::ConstView columns = view(d_out);
  for (size_t field = 0; field < d_tables.size(); ++field) {
    columns.width = d_tables[field].size(1);
    simd::scatter_rows(columns, ids.const_data_ptr<int32_t>() + field, ids.stride(0),
                       data(d_tables[field]));
    columns.data += columns.width;
  }
}

void CpuKernels::add_rows(const at::Tensor& folded, const std::vector<int64_t>& first_row,
                          const at::Tensor& ids, at::Tensor& out) const {
  simd::add_rows(view(folded), first_row.data(), ids.const_data_ptr<int32_t>(), ids.size(1),
                 view(out));
}

void CpuKernels::add_rows_backward(const at::Tensor& d_out, const std::vector<int64_t>& first_row,
                                   const at::Tensor& ids, at::Tensor& d_folded) const {
  simd::add_rows_backward(view(d_out), first_row.data(), ids.const_data_ptr<int32_t>(), ids.size(1),
                          view(d_folded));
}

void CpuKernels::activate(Activation activation, const at::Tensor& in, at::Tensor& out) const {
  if (activation != Activation::relu) return Kernels::activate(activation, in, out);
  simd::relu(view(in), view(out));
}

void CpuKernels::activate_backward(Activation activation, const at::Tensor& in,
                                   const at::Tensor& out, const at::Tensor& d_out, at::Tensor& d_in,
                                   bool add) const {
  if (activation != Activation::relu) {
    return Kernels::activate_backward(activation, in, out, d_out, d_in, add);
  }
  simd::relu_backward(view(out), view(d_out), view(d_in), add);
}

void CpuKernels::batch_statistics(const at::Tensor& in, double momentum, double epsilon,
                                  at::Tensor& mean, at::Tensor& inverse, at::Tensor& running_mean,
                                  at::Tensor& running_variance) const {
  simd::moments(view(in), data(mean), data(inverse));
  const auto rows = static_cast<double>(in.size(0));
  const auto move = static_cast<float>(momentum), stay = 1 - move;
  const auto unbiased = static_cast<float>(momentum * rows / (rows - 1));
  for (int64_t i = 0; i < in.size(1); ++i) {
    float& variance = data(inverse)[i];
    data(running_mean)[i] = stay * data(running_mean)[i] + move * data(mean)[i];
    data(running_variance)[i] = stay * data(running_variance)[i] + unbiased * variance;
    variance = 1 / std::sqrt(variance + static_cast<float>(epsilon));
  }
}

void CpuKernels::normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                           const at::Tensor& scale, const at::Tensor& shift,
                           at::Tensor& out) const {
  std::vector<float>& factor = scratch(0, in.size(1));
  std::vector<float>& offset = scratch(1, in.size(1));
  for (size_t i = 0; i < factor.size(); ++i) {
    factor[i] = data(inverse)[i] * data(scale)[i];
    offset[i] = data(shift)[i] - data(mean)[i] * factor[i];
  }
  simd::scale_shift(view(in), factor.data(), offset.data(), view(out));
}

// Of a batch: d_in = s i (d - sum(d)/n - x' sum(d x')/n) with x' = (in - mean) i, which is linear
// in d and in for each column.
void CpuKernels::normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                    const at::Tensor& inverse, const at::Tensor& scale,
                                    const at::Tensor& d_out, bool of_batch, at::Tensor& d_scale,
                                    at::Tensor& d_shift, at::Tensor& d_in, bool add) const {
  std::vector<float>& a = scratch(0, in.size(1));
  std::vector<float>& gain = scratch(1, in.size(1));
  std::vector<float>& offset = scratch(2, in.size(1));
  simd::norm_sums(view(in), data(mean), data(inverse), view(d_out), gain.data(), offset.data());
  const float share = of_batch ? 1.0f / static_cast<float>(in.size(0)) : 0.0f;
  for (size_t i = 0; i < a.size(); ++i) {
    data(d_scale)[i] += gain[i];
    data(d_shift)[i] += offset[i];
    a[i] = data(inverse)[i] * data(scale)[i];
    gain[i] *= -a[i] * data(inverse)[i] * share;
    offset[i] = -a[i] * offset[i] * share - gain[i] * data(mean)[i];
  }
  simd::combine(view(in), view(d_out), a.data(), gain.data(), offset.data(), view(d_in), add);
}

void CpuKernels::mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                     at::Tensor& out) const {
  simd::mix(view(experts), view(gates), count, view(out));
}

void CpuKernels::mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                              const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                              at::Tensor& d_gates, bool add_gates) const {
  simd::mix_backward(view(experts), view(gates), count, view(d_out), view(d_experts), add_experts,
                     view(d_gates), add_gates);
}

const Kernels& kernels_for(const at::Tensor& like) {
  static const Kernels aten;
  static const CpuKernels cpu;
  const bool own = like.device().is_cpu() && like.scalar_type() == at::kFloat;
  return own ? static_cast<const Kernels&>(cpu) : aten;
}

}  // namespace mmoe
