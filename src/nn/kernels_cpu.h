// Float32 on the CPU: products by OpenBLAS, the rest by loops compiled for each instruction set
// (simd.h). What is not overridden is ATen's.
#pragma once

#include "nn/kernels.h"

namespace mmoe {

class CpuKernels : public Kernels {
 public:
  void linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
              at::Tensor& out, bool add) const override;
  void linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                  at::Tensor& d_weight, at::Tensor& d_bias) const override;
  void linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out, at::Tensor& d_x,
                             bool add) const override;
  void transpose(const at::Tensor& weight, at::Tensor& out) const override;
  void lookup(std::span<const at::Tensor> tables, std::span<const LookupField> fields,
              const Batch& batch, at::Tensor& out) const override;
  void lookup_backward(const at::Tensor& d_out, std::span<const LookupField> fields,
                       const Batch& batch, std::span<at::Tensor> d_tables) const override;
  void pool(std::span<const at::Tensor> tables, std::span<const LookupList> lists,
            const Batch& batch, at::Tensor& out) const override;
  void pool_backward(const at::Tensor& d_out, std::span<const at::Tensor> tables,
                     std::span<const LookupList> lists, const Batch& batch,
                     std::span<at::Tensor> d_tables) const override;
  bool folds() const override { return true; }
  void move_to_base(int64_t common, at::Tensor& product, at::Tensor& base) const override;
  void add_products(const at::Tensor& products, const at::Tensor& base,
                    std::span<const FoldedField> fields, const at::Tensor& ids,
                    at::Tensor& out) const override;
  void add_products_backward(const at::Tensor& d_out, std::span<const FoldedField> fields,
                             const at::Tensor& ids, at::Tensor& d_products) const override;
  void gradient_of_common(const at::Tensor& sums, int64_t common,
                          at::Tensor& d_product) const override;
  void activate(Activation activation, const at::Tensor& in, at::Tensor& out) const override;
  void activate_backward(Activation activation, const at::Tensor& in, const at::Tensor& out,
                         const at::Tensor& d_out, at::Tensor& d_in, bool add) const override;
  void draw_mask(const RandomStream& stream, int64_t first_row, double p,
                 at::Tensor& mask) const override;
  void add_column_sums(const at::Tensor& in, at::Tensor& sums) const override;
  void add_centred_squares(const at::Tensor& in, const at::Tensor& mean,
                           at::Tensor& squares) const override;
  void scale(double factor, at::Tensor& sums) const override;
  void move_average(const at::Tensor& value, double share, double factor,
                    at::Tensor& running) const override;
  void invert_root(double epsilon, at::Tensor& variance) const override;
  void normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                 const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const override;
  void norm_sums(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                 const at::Tensor& d_out, at::Tensor& gain, at::Tensor& offset) const override;
  void normalise_relu(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                      const at::Tensor& scale, const at::Tensor& shift,
                      at::Tensor& out) const override;
  void norm_sums_relu(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                      const at::Tensor& out, at::Tensor& d_out, at::Tensor& gain,
                      at::Tensor& offset) const override;
  void normalise_backward(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                          const at::Tensor& scale, const at::Tensor& d_out, double share,
                          const at::Tensor& gain, const at::Tensor& offset, at::Tensor& d_in,
                          bool add) const override;
  void softmax(const at::Tensor& in, int64_t size, at::Tensor& out) const override;
  void softmax_backward(const at::Tensor& out, int64_t size, const at::Tensor& d_out,
                        at::Tensor& d_in, bool add) const override;
  void mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
           at::Tensor& out) const override;
  void mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                    const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                    at::Tensor& d_gates, bool add_gates) const override;
};

// Whether products go to OpenBLAS; else ATen's.
const char* blas_name();
void set_blas_threads(int threads);

}  // namespace mmoe
