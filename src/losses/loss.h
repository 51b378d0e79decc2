// One task's loss over a batch, with its gradient. Rows without a label (NaN) do not count.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "config/task_config.h"

namespace mmoe {

class Loss {
 public:
  virtual ~Loss() = default;

  // Mean loss over the labelled rows; 0 if there are none. logits [rows, 1], labels [rows];
  // d_logits [rows, 1] becomes scale * gradient of that mean.
  double operator()(const at::Tensor& logits, const at::Tensor& labels, double scale,
                    at::Tensor& d_logits) const;

 protected:
  struct Point {
    double value, derivative;
  };
  virtual Point at_row(double logit, double label) const = 0;
  // The same for whole tensors, on any device; labels hold no NaN.
  virtual std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& logits,
                                                    const at::Tensor& labels) const = 0;

 private:
  template <class T>
  double on_cpu(const at::Tensor& logits, const at::Tensor& labels, double scale,
                at::Tensor& d_logits) const;
  double on_device(const at::Tensor& logits, const at::Tensor& labels, double scale,
                   at::Tensor& d_logits) const;
};

std::unique_ptr<Loss> make_loss(const TaskConfig& task);

}  // namespace mmoe
