#include "nn/parameter_store.h"

#include <ATen/ops/empty.h>

#include <map>

namespace mmoe {

namespace {

// Every parameter starts on a cache line.
constexpr int64_t kAlignment = 16;
int64_t padded(int64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

// Gives all parameters of a kind their places from element `total` on; the new total.
int64_t ParameterStore::place(const Graph& graph, ParameterKind kind, bool large,
                              int64_t large_from, int64_t total) {
  const size_t first_large = entries_.size();
  std::map<const c10::TensorImpl*, size_t> placed;  // their entries
  for (size_t n = 0; n < graph.nodes().size(); ++n) {
    const Graph::Node& node = graph.nodes()[n];
    for (size_t i = 0; i < entry_of_[n].size(); ++i) {
      const Block::Parameter& parameter = node.block->parameters()[i];
      const bool is_large = parameter.table >= 0 && parameter.value.size(0) >= large_from;
      if (parameter.kind != kind || is_large != large) continue;
      const auto [known, is_new] =
          placed.try_emplace(parameter.value.unsafeGetTensorImpl(), entries_.size());
      entry_of_[n][i] = known->second;
      if (large && !is_new) large_tables_[known->second - first_large].users.push_back({n, i});
      if (!is_new) continue;
      const int64_t size = parameter.value.numel();
      const std::string name = node.name + "." + parameter.name;
      entries_.push_back({name, kind, total, size, parameter.value});
      if (large) {
        const auto table = static_cast<size_t>(parameter.table);
        large_tables_.push_back({name, {{n, i}}, table, parameter.columns, total, parameter.value});
      }
      count_ += size;
      total += padded(size);
    }
  }
  return total;
}

ParameterStore::ParameterStore(const Graph& graph, const at::TensorOptions& options,
                               int64_t large_from) {
  for (const Graph::Node& node : graph.nodes()) {
    entry_of_.emplace_back(node.block->parameters().size());
  }
  // By kind, so that a penalty is a range.
  for (const auto kind : {ParameterKind::weight, ParameterKind::plain, ParameterKind::table}) {
    const int64_t end = place(graph, kind, /*large=*/false, large_from, dense_size_);
    ranges_.push_back({kind, dense_size_, end - dense_size_});
    dense_size_ = end;
  }
  const int64_t total = place(graph, ParameterKind::table, /*large=*/true, large_from, dense_size_);
  // Memory is taken up as it is written to, and given back by each block as its data moves: the
  // parameters are hardly ever there twice.
  flat_ = at::empty({total}, options);
  for (Entry& entry : entries_) {
    flat_.narrow(0, entry.offset, padded(entry.size)).zero_();
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
      at::Tensor& view = views[b].emplace_back();
      if (entry.offset + entry.size > flat.size(0)) continue;
      view = flat.narrow(0, entry.offset, entry.size).view(entry.value.sizes());
    }
  }
  return views;
}

}  // namespace mmoe
