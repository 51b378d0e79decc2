#include "train/warm_start.h"

#include <ATen/ops/tensor.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "data/matching_rows.h"
#include "train/checkpoint.h"

namespace mmoe {

namespace {

struct Named {
  std::string name;        // in full
  std::string table = {};  // "<node> <table>" of an embedding table, else empty
  const TableEncoder* encoder = nullptr;
  at::Tensor value = {};
  bool used = false;
};

// Parameters and buffers.
std::vector<Named> tensors_of(const MultiTaskModel& model, const Encoders& encoders) {
  const std::vector<Table> tables = tables_of(encoders.schema());
  std::vector<Named> all;
  for (const Graph::Node& node : model.nodes()) {
    for (const Block::Parameter& parameter : node.block->parameters()) {
      Named& one = all.emplace_back(Named{.name = node.name + "." + parameter.name});
      one.value = parameter.value;
      if (parameter.table < 0) continue;
      const std::string& table = tables[static_cast<size_t>(parameter.table)].name;
      one.table = node.name + " " + table;
      one.encoder = find_table(encoders, table);
    }
    for (const Block::Buffer& buffer : node.block->buffers()) {
      all.push_back(Named{.name = node.name + "." + buffer.name, .value = buffer.value});
    }
  }
  return all;
}

// The model's names as the checkpoint has them.
class NameMap {
 public:
  explicit NameMap(const NamedTexts& names) : prefixes_(names.entries) {
    std::ranges::stable_sort(prefixes_, std::ranges::greater(),
                             [](const auto& entry) { return entry.first.size(); });
  }

  std::string operator()(const std::string& name) const {
    for (const auto& [prefix, old] : prefixes_) {
      if (name.starts_with(prefix)) return old + name.substr(prefix.size());
    }
    return name;
  }

  void check(const std::vector<Named>& tensors) const {
    std::vector<std::string> names;
    for (const Named& one : tensors) names.push_back(one.name);
    for (const auto& [prefix, old] : prefixes_) {
      const auto fits = [&](const std::string& name) { return name.starts_with(prefix); };
      if (std::ranges::any_of(names, fits)) continue;
      throw usage_error("train.init_from.names: no parameter begins with " + quote(prefix) +
                        did_you_mean(prefix, names));
    }
  }

 private:
  std::vector<std::pair<std::string, std::string>> prefixes_;  // longest first
};

class Copier {
 public:
  Copier(std::vector<Named> from, const NameMap& names) : from_(std::move(from)), names_(names) {}

  void fill(const Named& to) {
    Named* source = counterpart(to);
    if (source == nullptr) return missing_.push_back(text_of(to));
    source->used = true;
    const bool same_shape = source->value.sizes() == to.value.sizes();
    if (source->encoder && to.encoder && source->value.size(1) == to.value.size(1)) {
      fill_rows(to, *source);
    } else if (same_shape) {
      at::Tensor target = to.value;
      target.copy_(source->value);
      ++taken_;
    } else {
      differing_.push_back(text_of(to) + ", there " + text_of(*source));
    }
  }

  int64_t taken() const { return taken_; }

  std::vector<std::string> report() const {
    std::vector<std::string> lines = by_value_;
    const auto add = [&](const std::string& what, const std::vector<std::string>& found) {
      if (!found.empty()) lines.push_back(what + ": " + join(found, "; "));
    };
    std::vector<std::string> unused;
    for (const Named& one : from_) {
      if (!one.used) unused.push_back(text_of(one));
    }
    add("not in the checkpoint", missing_);
    add("of another shape", differing_);
    add("of values encoded in another way", encoded_otherwise_);
    add("only in the checkpoint", unused);
    return lines;
  }

 private:
  static std::string text_of(const Named& one) {
    std::vector<std::string> sizes;
    for (const int64_t size : one.value.sizes()) sizes.push_back(std::to_string(size));
    return one.name + " [" + join(sizes, " x ") + "]";
  }

  Named* counterpart(const Named& to) {
    const auto find = [&](auto member, const std::string& wanted) {
      const auto place = std::ranges::find(from_, wanted, member);
      return place == from_.end() ? nullptr : &*place;
    };
    Named* source = find(&Named::name, names_(to.name));
    return source || to.table.empty() ? source : find(&Named::table, names_(to.table));
  }

  void fill_rows(const Named& to, const Named& source) {
    const auto pairs = matching_rows(*source.encoder, *to.encoder);
    if (!pairs) return encoded_otherwise_.push_back(text_of(to));
    std::vector<int64_t> there, here;
    for (const auto& [row, own] : *pairs) {
      there.push_back(row);
      here.push_back(own);
    }
    const at::Tensor rows = source.value.index_select(0, at::tensor(there));
    at::Tensor target = to.value;
    target.index_copy_(0, at::tensor(here).to(target.device()), rows.to(target.options()));
    ++taken_;
    const int64_t all = target.size(0), taken = rows.size(0);
    if (taken == all && all == source.value.size(0)) return;
    by_value_.push_back(to.name + ": " + with_commas(taken) + " of " + with_commas(all) +
                        " rows by their values, of " + with_commas(source.value.size(0)) +
                        " there");
  }

  std::vector<Named> from_;
  const NameMap& names_;
  int64_t taken_ = 0;
  std::vector<std::string> by_value_, missing_, differing_, encoded_otherwise_;
};

}  // namespace

LoadedModel load_origin(const InitFromConfig& from, size_t members,
                        const at::TensorOptions& options) {
  LoadedModel origin = load_checkpoint(from.checkpoint, at::TensorOptions().dtype(options.dtype()));
  const size_t there = origin.members.size();
  if (there == 1 || there == members) return origin;
  throw usage_error("train.init_from: " + from.checkpoint + " has " + std::to_string(there) +
                    " members; train.members must be as many, found " + std::to_string(members));
}

std::vector<std::string> warm_start(const InitFromConfig& from, const LoadedModel& origin,
                                    size_t member, const Encoders& encoders,
                                    const MultiTaskModel& model) {
  const std::vector<Named> targets = tensors_of(model, encoders);
  const NameMap names(from.names);
  names.check(targets);
  Copier copier(tensors_of(*origin.members[member].model, origin.encoders), names);
  for (const Named& target : targets) copier.fill(target);
  if (copier.taken() == 0) {
    throw usage_error("train.init_from: no parameter of " + from.checkpoint +
                      " has the name and shape of one of this model (" +
                      join(copier.report(), "; ") + ")");
  }
  std::vector<std::string> lines = copier.report();
  lines.insert(lines.begin(), "starts from " + from.checkpoint + ": " +
                                  std::to_string(copier.taken()) + " of " +
                                  std::to_string(targets.size()) + " tensors taken");
  return lines;
}

}  // namespace mmoe
