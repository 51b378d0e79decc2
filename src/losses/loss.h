// One task's loss over a batch, with its gradient. Rows without a label (NaN) do not count.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "config/task_config.h"

namespace mmoe {

class Loss {
 public:
  explicit Loss(double weight) : weight_(weight) {}
  virtual ~Loss() = default;

  // Adds `share` of the sum over the labelled rows to sums[task]. logits [rows, 1], labels
  // [rows, tasks], sums [tasks] in double precision; d_logits [rows, 1] becomes the gradient of
  // what is added, times the task's weight. A device is not waited for.
  void operator()(const at::Tensor& logits, const at::Tensor& labels, int64_t task, double share,
                  at::Tensor& d_logits, at::Tensor& sums) const;

 protected:
  // Values and derivatives, of any device and type; labels hold no NaN.
  virtual std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& logits,
                                                    const at::Tensor& labels) const = 0;
  // The whole for floats on the CPU, where there is a faster one.
  using Simd = double (*)(const float* logits, const float* labels, int64_t label_stride,
                          int64_t rows, float scale, float* d_logits);
  virtual Simd simd() const { return nullptr; }

 private:
  double weight_;
};

std::unique_ptr<Loss> make_loss(const TaskConfig& task);

}  // namespace mmoe
