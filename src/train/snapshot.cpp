#include "train/snapshot.h"

namespace mmoe {

void Snapshot::take(const MultiTaskModel& model, const ParameterStore& store) {
  kept_.clear();  // first: two of them need not fit
  const auto keep = [&](const at::Tensor& tensor) { kept_.emplace_back(tensor, tensor.clone()); };
  keep(store.flat());
  for (const Graph::Node& node : model.nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) keep(buffer.value);
  }
}

void Snapshot::put_back() const {
  for (const auto& [tensor, values] : kept_) tensor.copy_(values);
}

}  // namespace mmoe
