#include "nn/parameter_store.h"

#include <ATen/ops/zeros.h>

namespace mmoe {

namespace {

// Every parameter starts on a cache line.
constexpr int64_t kAlignment = 16;
int64_t padded(int64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

ParameterStore::ParameterStore(const Graph& graph, const at::TensorOptions& options) {
  int64_t total = 0;
  for (const Graph::Node& node : graph.nodes()) {
    entry_of_.emplace_back(node.block->parameters().size());
  }
  // By kind, so that a penalty is a range.
  for (const auto kind : {ParameterKind::weight, ParameterKind::plain, ParameterKind::table}) {
    const int64_t first = total;
    for (size_t n = 0; n < graph.nodes().size(); ++n) {
      const Graph::Node& node = graph.nodes()[n];
      for (size_t i = 0; i < entry_of_[n].size(); ++i) {
        const Block::Parameter& parameter = node.block->parameters()[i];
        if (parameter.kind != kind) continue;
        const int64_t size = parameter.value.numel();
        entry_of_[n][i] = entries_.size();
        entries_.push_back({node.name + "." + parameter.name, kind, total, size, parameter.value});
        count_ += size;
        total += padded(size);
      }
    }
    ranges_.push_back({kind, first, total - first});
  }
  flat_ = at::zeros({total}, options);
  for (Entry& entry : entries_) {
    at::Tensor view = flat_.narrow(0, entry.offset, entry.size).view(entry.value.sizes());
    view.copy_(entry.value);
    entry.value.set_data(view);
  }
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Buffer& buffer : node.block->buffers()) {
      buffer.value.set_data(buffer.value.to(options));
    }
  }
}

std::vector<std::vector<at::Tensor>> ParameterStore::views_of(const at::Tensor& flat) const {
  std::vector<std::vector<at::Tensor>> views(entry_of_.size());
  for (size_t b = 0; b < entry_of_.size(); ++b) {
    for (const size_t index : entry_of_[b]) {
      const Entry& entry = entries_[index];
      views[b].push_back(flat.narrow(0, entry.offset, entry.size).view(entry.value.sizes()));
    }
  }
  return views;
}

}  // namespace mmoe
