#include "optim/touched_rules.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>

#include "optim/adam_step.h"

namespace mmoe {

at::Tensor index_of(const TouchedIds& ids, const at::TensorOptions& options) {
  const auto host = at::TensorOptions().dtype(at::kInt);
  return at::from_blob(const_cast<int32_t*>(ids.data()), {static_cast<int64_t>(ids.size())}, host)
      .to(options.device());
}

namespace {

class Sgd : public TouchedRules {
 public:
  Sgd(std::string name, double rate, const ParameterStore& store)
      : TouchedRules(store, {}, 0, 0), name_(std::move(name)), rate_(rate) {}
  std::string name() const override { return name_; }
  void update(Rows& rows, double rate_share, int64_t) const override {
    rows.weight.sub_(rows.gradient, rate_ * rate_share);
  }

 private:
  std::string name_;
  double rate_;
};

class Adagrad : public TouchedRules {
 public:
  Adagrad(const AdagradConfig& config, const ParameterStore& store)
      : TouchedRules(store, {"table_square_sum"}, 0, config.initial_accumulator),
        rate_(options_of(config, ParameterKind::table).rate),
        epsilon_(config.epsilon) {}
  std::string name() const override { return "adagrad, exactly"; }
  void update(Rows& rows, double rate_share, int64_t) const override {
    at::Tensor& sum = rows.state[0].addcmul_(rows.gradient, rows.gradient);
    rows.weight.sub_(rate_ * rate_share * rows.gradient / (sum.sqrt() + epsilon_));
  }

 private:
  double rate_, epsilon_;
};

class RowWiseAdagrad : public TouchedRules {
 public:
  RowWiseAdagrad(const RowWiseAdagradConfig& config, const ParameterStore& store)
      : TouchedRules(store, {"table_square_sum"}, 1, config.initial_accumulator), config_(config) {}
  std::string name() const override { return RowWiseAdagradConfig::type; }
  void update(Rows& rows, double rate_share, int64_t) const override {
    at::Tensor& sum = rows.state[0].add_(rows.gradient.square().mean(1, /*keepdim=*/true));
    rows.weight.sub_(config_.learning_rate * rate_share * rows.gradient /
                     (sum.sqrt() + config_.epsilon));
  }

 private:
  RowWiseAdagradConfig config_;
};

class LazyAdam : public TouchedRules {
 public:
  LazyAdam(const LazyAdamConfig& config, const ParameterStore& store)
      : TouchedRules(store, {"table_first_moment", "table_second_moment"}, 0, 0), config_(config) {}
  std::string name() const override { return LazyAdamConfig::type; }
  void update(Rows& rows, double rate_share, int64_t step) const override {
    const Corrections corrections = corrections_of(config_, step);
    at::Tensor &first = rows.state[0], &second = rows.state[1];
    first.mul_(config_.beta1).add_(rows.gradient, 1 - config_.beta1);
    second.mul_(config_.beta2).addcmul_(rows.gradient, rows.gradient, 1 - config_.beta2);
    rows.weight.sub_(config_.learning_rate * rate_share * corrections.first * first /
                     ((second * corrections.second).sqrt() + config_.epsilon));
  }

 private:
  LazyAdamConfig config_;
};

struct Maker {
  const ParameterStore& store;
  using Made = std::unique_ptr<TableOptimizer>;
  Made operator()(const LazyAdamConfig& c) { return std::make_unique<LazyAdam>(c, store); }
  Made operator()(const RowWiseAdagradConfig& c) {
    return std::make_unique<RowWiseAdagrad>(c, store);
  }
  Made operator()(const TableSgdConfig& c) {
    return std::make_unique<Sgd>(TableSgdConfig::type, c.learning_rate, store);
  }
};

}  // namespace

TouchedRules::TouchedRules(const ParameterStore& store, const std::vector<std::string>& states,
                           int64_t state_width, double start)
    : store_(store), state_of_(store.trained_large_tables().size()) {
  for (const std::string& name : states) {
    for (size_t i = 0; i < state_of_.size(); ++i) {
      const ParameterStore::LargeTable& table = store.trained_large_tables()[i];
      const int64_t width = state_width > 0 ? state_width : table.value.size(1);
      state_of_[i].push_back(
          add_state(name + "." + table.name,
                    at::full({table.value.size(0), width}, start, table.value.options())));
    }
  }
}

void TouchedRules::step(Gradients& gradients, const Batch& batch, double rate_share, int64_t step) {
  for (size_t i = 0; i < state_of_.size(); ++i) {
    const ParameterStore::LargeTable& table = store_.trained_large_tables()[i];
    const TouchedIds& ids = (*batch.touched)[table.table];
    const at::Tensor index = index_of(ids, table.value.options());
    at::Tensor gradient = gradients.touched_rows(table).narrow(0, 0, index.size(0));
    Rows rows{table.value.index_select(0, index), gradient, {}};
    for (const at::Tensor& state : state_of_[i]) rows.state.push_back(state.index_select(0, index));
    update(rows, rate_share, step);
    at::Tensor weight = table.value;
    weight.index_copy_(0, index.to(at::kLong), rows.weight);
    for (size_t k = 0; k < rows.state.size(); ++k) {
      state_of_[i][k].index_copy_(0, index.to(at::kLong), rows.state[k]);
    }
    gradient.zero_();
  }
}

std::unique_ptr<TableOptimizer> make_touched_rule(const TableOptimizerConfig& config,
                                                  const ParameterStore& store) {
  return std::visit(Maker{store}, config);
}

std::unique_ptr<TableOptimizer> make_touched_rule(const SgdConfig& config,
                                                  const ParameterStore& store) {
  return std::make_unique<Sgd>("sgd, exactly", options_of(config, ParameterKind::table).rate,
                               store);
}

std::unique_ptr<TableOptimizer> make_touched_rule(const AdagradConfig& config,
                                                  const ParameterStore& store) {
  return std::make_unique<Adagrad>(config, store);
}

}  // namespace mmoe
