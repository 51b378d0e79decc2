#include "nn/parameter_store.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <map>

namespace mmoe {

namespace {

// Every parameter starts on a cache line.
constexpr int64_t kAlignment = 16;
int64_t padded(int64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

// A parameter that blocks share may be called by the name it has in any of them.
std::set<const c10::TensorImpl*> tensors_named(const Graph& graph,
                                               const std::set<std::string>& names) {
  std::set<const c10::TensorImpl*> tensors;
  for (const Graph::Node& node : graph.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      const bool is_named = names.contains(node.name + "." + parameter.name);
      if (is_named) tensors.insert(parameter.value.unsafeGetTensorImpl());
    }
  }
  return tensors;
}

}  // namespace

// Gives all parameters that belong to a section their places from element `total` on; the new
// total.
int64_t ParameterStore::fill(const Section& section, const Graph& graph, int64_t large_from,
                             const Tensors& frozen, int64_t total) {
  const size_t first_entry = entries_.size(), first_large = large_tables_.size();
  std::map<const c10::TensorImpl*, size_t> placed;  // their entries
  for (size_t n = 0; n < graph.nodes().size(); ++n) {
    const Graph::Node& node = graph.nodes()[n];
    for (size_t i = 0; i < entry_of_[n].size(); ++i) {
      const Block::Parameter& parameter = node.block->parameters()[i];
      const c10::TensorImpl* tensor = parameter.value.unsafeGetTensorImpl();
      const bool large = parameter.table >= 0 && parameter.value.size(0) >= large_from;
      const bool is_frozen = frozen.contains(tensor);
      if (parameter.kind != section.kind || large != section.large || is_frozen != section.frozen) {
        continue;
      }
      const auto [known, is_new] = placed.try_emplace(tensor, entries_.size());
      entry_of_[n][i] = known->second;
      if (large && !is_new) {
        large_tables_[first_large + known->second - first_entry].users.push_back({n, i});
      }
      if (!is_new) continue;
      const std::string name = node.name + "." + parameter.name;
      const int64_t size = parameter.value.numel();
      entries_.push_back({name, section.kind, total, size, parameter.value, is_frozen});
      if (large) {
        const auto table = static_cast<size_t>(parameter.table);
        large_tables_.push_back(
            {name, {{n, i}}, table, parameter.columns, total, parameter.value, is_frozen});
      }
      count_ += size;
      frozen_count_ += is_frozen ? size : 0;
      total += padded(size);
    }
  }
  return total;
}

ParameterStore::ParameterStore(const Graph& graph, const at::TensorOptions& options,
                               int64_t large_from, const std::set<std::string>& frozen) {
  using enum ParameterKind;
  for (const Graph::Node& node : graph.nodes()) {
    entry_of_.emplace_back(node.block->parameters().size());
  }
  const Tensors frozen_tensors = tensors_named(graph, frozen);
  const auto fill_from = [&](const Section& section, int64_t first) {
    return fill(section, graph, large_from, frozen_tensors, first);
  };
  // By kind, so that a penalty is a range.
  for (const ParameterKind kind : {weight, plain, table}) {
    const int64_t end = fill_from({kind, /*large=*/false, /*frozen=*/false}, trained_size_);
    ranges_.push_back({kind, trained_size_, end - trained_size_});
    trained_size_ = end;
  }
  dense_size_ = trained_size_;
  for (const ParameterKind kind : {weight, plain, table}) {
    dense_size_ = fill_from({kind, /*large=*/false, /*frozen=*/true}, dense_size_);
  }
  int64_t total = fill_from({table, /*large=*/true, /*frozen=*/false}, dense_size_);
  total = fill_from({table, /*large=*/true, /*frozen=*/true}, total);
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

std::span<const ParameterStore::LargeTable> ParameterStore::trained_large_tables() const {
  const auto trained = std::ranges::count(large_tables_, false, &LargeTable::frozen);
  return std::span(large_tables_).first(static_cast<size_t>(trained));
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
