// What a step changes before it is known whether it is taken: running statistics, and how losses
// are combined.
#pragma once

#include "losses/combination.h"
#include "models/multi_task_model.h"
#include "nn/named_tensors.h"

namespace mmoe {

class StepGuard {
 public:
  // `combination` may be null.
  StepGuard(const MultiTaskModel& model, const Combination* combination);

  void remember();
  void undo();

 private:
  struct Kept {
    at::Tensor tensor, before;
  };
  std::vector<Kept> kept_;
};

}  // namespace mmoe
