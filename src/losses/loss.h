// One loss over the rows of one task, with its derivative.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <utility>

#include "config/loss_config.h"
#include "nn/simd.h"

namespace mmoe {

// Rows that are not of the task weigh 0 and hold 0.
struct TaskRows {
  at::Tensor logits;      // [rows, columns]
  at::Tensor labels;      // [rows]
  at::Tensor weights;     // [rows]
  at::Tensor groups;      // [rows], int32; undefined: all rows are one group
  int64_t positives = 0;  // rows of the whole batch whose label is 1
  double share = 0;       // 1 / weight of all rows of the batch; 0 if they weigh nothing
};

struct LossTerms {
  at::Tensor value;       // one number, in double precision
  at::Tensor derivative;  // [rows, columns]
};

class Loss {
 public:
  virtual ~Loss() = default;

  // Of any device, which is not waited for, and any floating type.
  virtual LossTerms operator()(const TaskRows& rows) const = 0;

  // The sum over rows for floats on the CPU, where there is a faster one: see simd.h.
  using Simd = double (*)(const simd::LossRows& rows, float scale, float* d_logits,
                          int64_t d_stride);
  virtual Simd simd() const { return nullptr; }
};

// A loss that every row has by itself: the weighted mean over the rows of the batch.
class RowLoss : public Loss {
 public:
  LossTerms operator()(const TaskRows& rows) const final;

 protected:
  // Values [rows] and derivatives, like the logits: [rows], or [rows, columns] if they are several.
  virtual std::pair<at::Tensor, at::Tensor> at_rows(const at::Tensor& logits,
                                                    const at::Tensor& labels) const = 0;
};

// log(1 + exp(z)), without overflow.
at::Tensor log1p_exp(const at::Tensor& z);

// One by one; what they mean and where they come from: config/loss_config.h.
std::unique_ptr<Loss> make_loss(const BceLoss& config);
std::unique_ptr<Loss> make_loss(const FocalLoss& config);
std::unique_ptr<Loss> make_loss(const PairwiseLoss& config);
std::unique_ptr<Loss> make_loss(const JrcLoss& config);
std::unique_ptr<Loss> make_loss(const MseLoss& config);
std::unique_ptr<Loss> make_loss(const MaeLoss& config);
std::unique_ptr<Loss> make_loss(const HuberLoss& config);
std::unique_ptr<Loss> make_loss(const PoissonLoss& config);
std::unique_ptr<Loss> make_loss(const ZilnLoss& config);
std::unique_ptr<Loss> make_loss(const CrossEntropyLoss& config);

}  // namespace mmoe
