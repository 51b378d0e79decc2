// The loss of a task over a batch, with its gradient: the sum of its losses, each times its weight.
#pragma once

#include <memory>
#include <vector>

#include "config/task_config.h"
#include "losses/loss.h"
#include "nn/batch.h"

namespace mmoe {

class TaskLoss {
 public:
  // Of tasks[task].
  TaskLoss(const std::vector<TaskConfig>& tasks, size_t task);

  // Adds what these rows contribute to the batch's loss to sums[task]. `rows`: the batch or a piece
  // of it; logits [rows, logits_of(task)] of any stride; sums [tasks] in double precision;
  // d_logits, like the logits, becomes the gradient of what is added, times `factor`. A row that is
  // not of the task (label NaN) counts nothing, and weight 2 as much as having the row twice. A
  // device is not waited for.
  void operator()(const Batch& rows, const at::Tensor& logits, double factor, at::Tensor& d_logits,
                  at::Tensor& sums) const;

 private:
  struct Part {
    std::unique_ptr<Loss> loss;
    double weight;
  };
  TaskRows rows_of(const Batch& batch, const at::Tensor& logits) const;

  int64_t task_, group_ = -1;  // columns of labels and of groups; -1: none
  std::vector<Part> parts_;
};

// Whether any task has a loss that compares rows, and so must see all rows of a batch at once.
bool compares_rows(const std::vector<TaskConfig>& tasks);

}  // namespace mmoe
