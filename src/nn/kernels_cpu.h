// Float32 on the CPU: products by OpenBLAS, the rest by loops compiled for each instruction set
// (simd.h). What is not overridden is ATen's.
#pragma once

#include "nn/kernels.h"

namespace mmoe {

class CpuKernels : public Kernels {
 public:
  void linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
              at::Tensor& out) const override;
  void linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                  at::Tensor& d_weight, at::Tensor& d_bias) const override;
  void linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out, at::Tensor& d_x,
                             bool add) const override;
  void lookup(const std::vector<at::Tensor>& tables, const at::Tensor& ids,
              const at::Tensor& numerics, at::Tensor& out) const override;
  void lookup_backward(const at::Tensor& d_out, const at::Tensor& ids,
                       std::vector<at::Tensor>& d_tables) const override;
  bool folds() const override { return true; }
  void add_rows(const at::Tensor& folded, const std::vector<int64_t>& first_row,
                const at::Tensor& ids, at::Tensor& out) const override;
  void add_rows_backward(const at::Tensor& d_out, const std::vector<int64_t>& first_row,
                         const at::Tensor& ids, at::Tensor& d_folded) const override;
  void activate(Activation activation, const at::Tensor& in, at::Tensor& out) const override;
  void activate_backward(Activation activation, const at::Tensor& in, const at::Tensor& out,
                         const at::Tensor& d_out, at::Tensor& d_in, bool add) const override;
  void batch_statistics(const at::Tensor& in, double momentum, double epsilon, at::Tensor& mean,
                        at::Tensor& inverse, at::Tensor& running_mean,
                        at::Tensor& running_variance) const override;
  void normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                 const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const override;
  void normalise_backward(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                          const at::Tensor& scale, const at::Tensor& d_out, bool of_batch,
                          at::Tensor& d_scale, at::Tensor& d_shift, at::Tensor& d_in,
                          bool add) const override;
  void mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
           at::Tensor& out) const override;
  void mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                    const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                    at::Tensor& d_gates, bool add_gates) const override;
};

// Whether products go to OpenBLAS; else ATen's.
const char* blas_name();
void set_blas_threads(int threads);
int blas_threads();

}  // namespace mmoe
