// The arithmetic of all blocks, in one place. The bodies of `Kernels` are plain ATen: any device,
// any floating type. A faster set overrides what pays; which set a pass uses is decided once, by
// kernels_for(), and blocks never ask for the device. Matrices are [rows, columns] with contiguous
// columns and any row stride, so ranges of columns are matrices too. All write into what they are
// given.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "config/model_config.h"

namespace mmoe {

class Kernels {
 public:
  virtual ~Kernels() = default;

  // out[:, g] = x[:, g] weight[g] + bias. x [rows, groups * in], weight [groups, in, out],
  // bias [n <= groups * out] for the first n columns, or undefined.
  virtual void linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                      at::Tensor& out) const;
  // d_weight[g] += x[:, g]^T d_out[:, g]; d_bias += column sums of d_out, where defined.
  virtual void linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                          at::Tensor& d_weight, at::Tensor& d_bias) const;
  // d_x[:, g] = (or +=) d_out[:, g] weight[g]^T, for the first d_x.size(1) / groups inputs.
  virtual void linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                     at::Tensor& d_x, bool add) const;

  // out = [tables[0][ids[:, 0]], tables[1][ids[:, 1]], ..., numerics]
  virtual void lookup(const std::vector<at::Tensor>& tables, const at::Tensor& ids,
                      const at::Tensor& numerics, at::Tensor& out) const;
  // d_tables[f][ids[:, f]] += the columns of d_out that belong to field f
  virtual void lookup_backward(const at::Tensor& d_out, const at::Tensor& ids,
                               std::vector<at::Tensor>& d_tables) const;

  // Whether adding rows of folded tables is faster than looking up and multiplying.
  virtual bool folds() const { return false; }
  // out += sum over fields f of folded[first_row[f] + ids[:, f]]
  virtual void add_rows(const at::Tensor& folded, const std::vector<int64_t>& first_row,
                        const at::Tensor& ids, at::Tensor& out) const;
  // d_folded[first_row[f] + ids[:, f]] += d_out, for each field f
  virtual void add_rows_backward(const at::Tensor& d_out, const std::vector<int64_t>& first_row,
                                 const at::Tensor& ids, at::Tensor& d_folded) const;

  virtual void activate(Activation activation, const at::Tensor& in, at::Tensor& out) const;
  // d_in = (or +=) d_out * derivative, from input and output of `activate`.
  virtual void activate_backward(Activation activation, const at::Tensor& in, const at::Tensor& out,
                                 const at::Tensor& d_out, at::Tensor& d_in, bool add) const;

  // Statistics of a batch: mean and 1 / sqrt(variance + epsilon), each [columns]; the running ones
  // move by `momentum`, with the unbiased variance (Ioffe and Szegedy 2015).
  virtual void batch_statistics(const at::Tensor& in, double momentum, double epsilon,
                                at::Tensor& mean, at::Tensor& inverse, at::Tensor& running_mean,
                                at::Tensor& running_variance) const;
  // out = (in - mean) * inverse * scale + shift
  virtual void normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                         const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const;
  // d_scale and d_shift are added to. `of_batch`: the statistics are of this very batch and pass
  // gradients too; else they are constants.
  virtual void normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                  const at::Tensor& inverse, const at::Tensor& scale,
                                  const at::Tensor& d_out, bool of_batch, at::Tensor& d_scale,
                                  at::Tensor& d_shift, at::Tensor& d_in, bool add) const;

  // Softmax within each group of `size` columns.
  virtual void softmax(const at::Tensor& in, int64_t size, at::Tensor& out) const;
  virtual void softmax_backward(const at::Tensor& out, int64_t size, const at::Tensor& d_out,
                                at::Tensor& d_in, bool add) const;

  // out[:, t] = sum_e gates[:, t, e] experts[:, e]; experts [rows, count * width],
  // gates [rows, mixtures * count], out [rows, mixtures * width].
  virtual void mix(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                   at::Tensor& out) const;
  virtual void mix_backward(const at::Tensor& experts, const at::Tensor& gates, int64_t count,
                            const at::Tensor& d_out, at::Tensor& d_experts, bool add_experts,
                            at::Tensor& d_gates, bool add_gates) const;
};

// The fastest set for tensors like this one.
const Kernels& kernels_for(const at::Tensor& like);

}  // namespace mmoe
