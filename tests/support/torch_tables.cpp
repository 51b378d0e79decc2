#include "support/torch_tables.h"

#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "base/random.h"
#include "config/run_config.h"
#include "nn/kernels.h"

namespace mmoe::test {

namespace {

constexpr int64_t kMostTouched = 6;
const char* const kNames[] = {"tables.field_0", "tables.field_1", "tables.matrix"};

// Nothing to compute.
class Tables : public Block {
 public:
  explicit Tables(int64_t dim) : Block(1) {
    for (int64_t field = 0; field < 2; ++field) {
      const std::string name = "field_" + std::to_string(field);
      add_parameter(name, random({TableShape::kRows[field], dim + field}, name),
                    ParameterKind::table, field);
    }
    add_parameter("matrix", random({3, 5}, "matrix"), ParameterKind::weight);
  }
  void forward(Call&, std::span<const at::Tensor>, at::Tensor&) override {}
  void backward(Call&, std::span<const at::Tensor>, const at::Tensor&, const at::Tensor&,
                std::span<Gradient>) override {}
};

Graph graph_of(int64_t dim) {
  Graph graph;
  graph.add("tables", std::make_shared<Tables>(dim), {});
  return graph;
}

at::Tensor index_of(const TouchedIds& ids) {
  return tensor({ids.begin(), ids.end()}, {static_cast<int64_t>(ids.size())}, at::kLong);
}

}  // namespace

TrainConfig train_of(const std::string& yaml) {
  return parse_config(
             "{name: test, data: {type: synthetic}, features: [{name: x0, type: numeric}], "
             "tasks: [{name: a, type: regression, label: y0}], model: mmoe, train: " +
                 yaml + "}",
             "test")
      .train;
}

at::Tensor gradient_of_rows(const at::Tensor& rows, const std::string& name) {
  return random(rows.sizes(), name, rows.scalar_type()) + 0.3 * rows;
}

std::vector<TouchedIds> draw_touched(int64_t step) {
  std::vector<TouchedIds> touched;
  for (int64_t field = 0; field < 2; ++field) {
    std::vector<double> draws(static_cast<size_t>(1 + (step + field) % kMostTouched));
    RandomStream(1, "ids " + std::to_string(field)).uniform(static_cast<uint64_t>(step), draws);
    std::set<int32_t> ids;
    for (const double u : draws) {
      const auto rows = static_cast<double>(TableShape::kRows[field]);
      ids.insert(static_cast<int32_t>(std::pow(u, 8) * rows));
    }
    touched.emplace_back(ids.begin(), ids.end());
  }
  return touched;
}

TableTraining::TableTraining(const TrainConfig& config, const TableShape& shape, int64_t large_from,
                             const std::set<std::string>& frozen)
    : graph_(graph_of(shape.dim)),
      store_(graph_, of(shape.type), large_from, frozen),
      preparation_(graph_, kernels_for(store_.flat()), kMostTouched),
      gradients_(graph_, store_, preparation_, kMostTouched),
      optimizer_(make_optimizer(config.optimizer, store_)),
      table_optimizer_(make_table_optimizer(config, store_)) {}

void TableTraining::catch_up(const std::vector<TouchedIds>& touched) {
  batch_.touched = &touched;
  if (table_optimizer_) table_optimizer_->catch_up(batch_);
}

void TableTraining::settle() {
  if (table_optimizer_) table_optimizer_->settle();
}

void TableTraining::step(const std::vector<TouchedIds>& touched, double rate_share, int64_t step) {
  catch_up(touched);
  const std::string when = " at " + std::to_string(step);
  std::span<at::Tensor> gradients = gradients_.of_parameters(0);
  for (size_t i = 0; i < 3; ++i) {
    const at::Tensor value = parameter(kNames[i]);
    if (i == 2) {
      gradients[i].copy_(gradient_of_rows(value, kNames[i] + when));
      continue;
    }
    const at::Tensor ids = index_of(touched[i]);
    const at::Tensor rows = gradient_of_rows(value.index_select(0, ids), kNames[i] + when);
    const bool is_large = std::ranges::count(store_.large_tables(), kNames[i],
                                             &ParameterStore::LargeTable::name) == 1;
    if (is_large) {
      gradients[i].narrow(0, 0, rows.size(0)).copy_(rows);
    } else {
      gradients[i].index_copy_(0, ids, rows);
    }
  }
  at::Tensor dense = gradients_.parameters();
  optimizer_->step(dense, rate_share, step);
  if (table_optimizer_) table_optimizer_->step(gradients_, batch_, rate_share, step);
}

at::Tensor TableTraining::parameter(const std::string& name) const {
  return std::ranges::find(store_.entries(), name, &ParameterStore::Entry::name)->value;
}

at::Tensor TableTraining::state(const std::string& state, const std::string& name) const {
  const auto entry = std::ranges::find(store_.entries(), name, &ParameterStore::Entry::name);
  const bool is_large = entry->offset >= store_.dense_size();
  const auto& all = is_large ? table_optimizer_->state() : optimizer_->state();
  for (const auto& [key, value] : all) {
    if (is_large && key == "table_" + state + "." + name) return value.flatten();
    if (is_large && key == "table_" + state) {
      return value.narrow(0, entry->offset - store_.dense_size(), entry->size);
    }
    if (!is_large && key == state) return value.narrow(0, entry->offset, entry->size);
  }
  throw std::out_of_range("no state " + state);
}

std::string byte_difference(const TableTraining& a, const TableTraining& b,
                            const std::vector<std::string>& states) {
  for (const std::string name : kNames) {
    if (!same_bytes(a.parameter(name), b.parameter(name))) return name;
    for (const std::string& state : states) {
      if (!same_bytes(a.state(state, name), b.state(state, name))) return state + " of " + name;
    }
  }
  return "";
}

}  // namespace mmoe::test
