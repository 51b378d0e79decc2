#include "train/step_guard.h"

namespace mmoe {

StepGuard::StepGuard(const MultiTaskModel& model, const Combination* combination) {
  for (const auto& [name, tensor] : buffers_of(model)) kept_.push_back({tensor, tensor.clone()});
  if (combination == nullptr) return;
  for (const auto& [name, tensor] : combination->state()) {
    kept_.push_back({tensor, tensor.clone()});
  }
}

void StepGuard::remember() {
  for (Kept& one : kept_) one.before.copy_(one.tensor);
}

void StepGuard::undo() {
  for (Kept& one : kept_) one.tensor.copy_(one.before);
}

}  // namespace mmoe
