// The arithmetic of all blocks, in one place. The bodies of `Kernels` are plain ATen: any device,
// any floating type. A faster set overrides what pays; which set a pass uses is decided once, by
// kernels_for(), and blocks never ask for the device. Matrices are [rows, columns] with contiguous
// columns and any row stride, so ranges of columns are matrices too. All write into what they are
// given.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

#include "base/random.h"
#include "config/model_config.h"
#include "nn/fold.h"

namespace mmoe {

class Kernels {
 public:
  virtual ~Kernels() = default;

  // out[:, g] = (or +=) x[:, g] weight[g] + bias. x [rows, groups * in], weight [groups, in, out],
  // bias [n <= groups * out] for the first n columns, or undefined.
  virtual void linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                      at::Tensor& out, bool add) const;
  // d_weight[g] += x[:, g]^T d_out[:, g]; d_bias += column sums of d_out, where defined.
  virtual void linear_backward_parameters(const at::Tensor& x, const at::Tensor& d_out,
                                          at::Tensor& d_weight, at::Tensor& d_bias) const;
  // d_x[:, g] = (or +=) d_out[:, g] weight[g]^T, for the first d_x.size(1) / groups inputs.
  virtual void linear_backward_input(const at::Tensor& weight, const at::Tensor& d_out,
                                     at::Tensor& d_x, bool add) const;

  // out[g] = weight[g]^T
  virtual void transpose(const at::Tensor& weight, at::Tensor& out) const;

  // out[:, f.first ...] = tables[f.table][ids[:, f.column]] for each field f; 0 where an id is -1,
  // which only a batch that hides features has.
  virtual void lookup(std::span<const at::Tensor> tables, std::span<const LookupField> fields,
                      const Batch& batch, at::Tensor& out) const;
  // d_tables[f.table][rows] += the field's columns of d_out; `rows` are the field's ids, or their
  // slots where the table takes gradients by touched rows.
  virtual void lookup_backward(const at::Tensor& d_out, std::span<const LookupField> fields,
                               const Batch& batch, std::span<at::Tensor> d_tables) const;

  // out[:, l.first ...] = the rows tables[l.table][ids] of each list l become one.
  virtual void pool(std::span<const at::Tensor> tables, std::span<const LookupList> lists,
                    const Batch& batch, at::Tensor& out) const;
  // The rows that made up the list's columns of d_out, in d_tables as in lookup_backward, +=
  // theirs; of equal maxima the first counts.
  virtual void pool_backward(const at::Tensor& d_out, std::span<const at::Tensor> tables,
                             std::span<const LookupList> lists, const Batch& batch,
                             std::span<at::Tensor> d_tables) const;

  // Whether adding rows of folded tables is faster than looking up and multiplying (fold.h).
  virtual bool folds() const { return false; }
  // base += product[common]; all rows of product -= product[common], whose own row, as it would
  // be zero, becomes what a row without the field adds: -product[common].
  virtual void move_to_base(int64_t common, at::Tensor& product, at::Tensor& base) const;
  // out = base + sum over fields f whose id is not the common one of
  // products[f.first_row + ids[:, f.column]]; an id of -1 takes the row of the common one.
  virtual void add_products(const at::Tensor& products, const at::Tensor& base,
                            std::span<const FoldedField> fields, const at::Tensor& ids,
                            at::Tensor& out) const;
  // d_products[f.first_row + ids[:, f.column]] += d_out where that is not the field's common id;
  // the last row of d_products += all rows of d_out.
  virtual void add_products_backward(const at::Tensor& d_out, std::span<const FoldedField> fields,
                                     const at::Tensor& ids, at::Tensor& d_products) const;
  // d_product[common] = sums - all rows of d_product.
  virtual void gradient_of_common(const at::Tensor& sums, int64_t common,
                                  at::Tensor& d_product) const;

  // These two may work in place: out on in, d_in on d_out.
  virtual void activate(Activation activation, const at::Tensor& in, at::Tensor& out) const;
  // d_in = (or +=) d_out * derivative, from input and output of `activate`.
  virtual void activate_backward(Activation activation, const at::Tensor& in, const at::Tensor& out,
                                 const at::Tensor& d_out, at::Tensor& d_in, bool add) const;

  // Rows of the stream from `first_row` on: 0 with probability p, else 1 / (1 - p).
  virtual void draw_mask(const RandomStream& stream, int64_t first_row, double p,
                         at::Tensor& mask) const;

  // Batch norm in steps, so that shards can add their sums up in between; vectors are [columns].
  virtual void add_column_sums(const at::Tensor& in, at::Tensor& sums) const;
  // squares += sum of (in - mean)^2
  virtual void add_centred_squares(const at::Tensor& in, const at::Tensor& mean,
                                   at::Tensor& squares) const;
  // sums *= factor
  virtual void scale(double factor, at::Tensor& sums) const;
  // running = (1 - share) * running + share * factor * value
  virtual void move_average(const at::Tensor& value, double share, double factor,
                            at::Tensor& running) const;
  // variance becomes 1 / sqrt(variance + epsilon).
  virtual void invert_root(double epsilon, at::Tensor& variance) const;
  // out = (in - mean) * inverse * scale + shift
  virtual void normalise(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                         const at::Tensor& scale, const at::Tensor& shift, at::Tensor& out) const;
  // gain += sum of d_out * (in - mean) * inverse; offset += sum of d_out.
  virtual void norm_sums(const at::Tensor& in, const at::Tensor& mean, const at::Tensor& inverse,
                         const at::Tensor& d_out, at::Tensor& gain, at::Tensor& offset) const;
  // Relu behind batch norm goes along in the same passes over memory: `normalise`, then relu; and
  // relu's backward on d_out in place, then `norm_sums`.
  virtual void normalise_relu(const at::Tensor& in, const at::Tensor& mean,
                              const at::Tensor& inverse, const at::Tensor& scale,
                              const at::Tensor& shift, at::Tensor& out) const;
  virtual void norm_sums_relu(const at::Tensor& in, const at::Tensor& mean,
                              const at::Tensor& inverse, const at::Tensor& out, at::Tensor& d_out,
                              at::Tensor& gain, at::Tensor& offset) const;
  // d_in = (or +=) scale * inverse * (d_out - share * (offset + gain * (in - mean) * inverse)):
  // share is 1 / rows of the batch where the statistics are its own, 0 where they are constants.
  // May work in place: d_in on d_out.
  virtual void normalise_backward(const at::Tensor& in, const at::Tensor& mean,
                                  const at::Tensor& inverse, const at::Tensor& scale,
                                  const at::Tensor& d_out, double share, const at::Tensor& gain,
                                  const at::Tensor& offset, at::Tensor& d_in, bool add) const;

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
