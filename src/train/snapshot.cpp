#include "train/snapshot.h"

namespace mmoe {

void Snapshot::take(const MultiTaskModel& model, const ParameterStore& store) {
  kept_.clear();  // first: two of them need not fit
  const auto keep = [&](const at::Tensor& tensor) { kept_.emplace_back(tensor, tensor.clone()); };
  keep(store.flat());
  for (const auto& [name, buffer] : buffers_of(model)) keep(buffer);
}

void Snapshot::put_back() const {
  for (const auto& [tensor, values] : kept_) tensor.copy_(values);
}

NamedTensors Snapshot::tensors() const {
  NamedTensors all;
  for (const auto& [tensor, values] : kept_) {
    all.emplace_back("best_" + std::to_string(all.size()), values);
  }
  return all;
}

}  // namespace mmoe
