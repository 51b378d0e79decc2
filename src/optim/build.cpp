// The one list of optimizers.
#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>

#include <cmath>

#include "nn/simd.h"
#include "optim/adam_step.h"
#include "optim/optimizer.h"

namespace mmoe {

namespace {

at::Tensor range_of(const at::Tensor& flat, const ParameterStore::Range& range) {
  return flat.narrow(0, range.first, range.size);
}

at::Tensor trained_part(const ParameterStore& store) {
  return store.flat().narrow(0, 0, store.trained_size());
}

// Adam and AdamW.
template <class Config>
class Adam : public Optimizer {
 public:
  Adam(const Config& config, const ParameterStore& store)
      : config_(config),
        store_(store),
        weight_(trained_part(store)),
        first_(add_state("first_moment", weight_)),
        second_(add_state("second_moment", weight_)) {}

  void step(at::Tensor& gradient, double rate_share, int64_t step) override {
    const bool own = weight_.device().is_cpu() && weight_.scalar_type() == at::kFloat;
    for (const ParameterStore::Range& range : store_.ranges()) {
      if (range.size == 0) continue;
      const KindOptions options = options_of(config_, range.kind);
      if (own) {
        const auto from = [&](at::Tensor& t) { return t.mutable_data_ptr<float>() + range.first; };
        simd::adam(adam_step(config_, options, rate_share, step), range.size, from(gradient),
                   from(weight_), from(first_), from(second_));
      } else {
        update(range_of(gradient, range), range, options, rate_share, step);
      }
    }
  }

 private:
  void update(at::Tensor gradient, const ParameterStore::Range& range, const KindOptions& options,
              double rate_share, int64_t step) {
    const double rate = options.rate * rate_share;
    const Corrections corrections = corrections_of(config_, step);
    at::Tensor weight = range_of(weight_, range);
    at::Tensor first = range_of(first_, range), second = range_of(second_, range);
    gradient.add_(weight, options.l2);
    first.mul_(config_.beta1).add_(gradient, 1 - config_.beta1);
    second.mul_(config_.beta2).addcmul_(gradient, gradient, 1 - config_.beta2);
    weight.mul_(1 - rate * options.decay)
        .sub_(rate * corrections.first * first /
              ((second * corrections.second).sqrt() + config_.epsilon));
    gradient.zero_();
  }

  Config config_;
  const ParameterStore& store_;
  at::Tensor weight_, first_, second_;
};

class Sgd : public Optimizer {
 public:
  Sgd(const SgdConfig& config, const ParameterStore& store) : config_(config), store_(store) {
    if (config.momentum > 0) velocity_ = add_state("velocity", trained_part(store));
  }

  void step(at::Tensor& gradient, double rate_share, int64_t) override {
    for (const ParameterStore::Range& range : store_.ranges()) {
      const KindOptions options = options_of(config_, range.kind);
      const double rate = options.rate * rate_share;
      at::Tensor weight = range_of(store_.flat(), range), g = range_of(gradient, range);
      g.add_(weight, options.l2);
      if (velocity_.defined()) {
        weight.sub_(range_of(velocity_, range).mul_(config_.momentum).add_(g), rate);
      } else {
        weight.sub_(g, rate);
      }
      g.zero_();
    }
  }

 private:
  SgdConfig config_;
  const ParameterStore& store_;
  at::Tensor velocity_;
};

class Adagrad : public Optimizer {
 public:
  Adagrad(const AdagradConfig& config, const ParameterStore& store)
      : config_(config),
        store_(store),
        sum_(add_state("square_sum", trained_part(store), config.initial_accumulator)) {}

  void step(at::Tensor& gradient, double rate_share, int64_t) override {
    for (const ParameterStore::Range& range : store_.ranges()) {
      const KindOptions options = options_of(config_, range.kind);
      const double rate = options.rate * rate_share;
      at::Tensor weight = range_of(store_.flat(), range), sum = range_of(sum_, range);
      at::Tensor g = range_of(gradient, range);
      g.add_(weight, options.l2);
      sum.addcmul_(g, g);
      weight.addcdiv_(g, sum.sqrt().add_(config_.epsilon), -rate);
      g.zero_();
    }
  }

 private:
  AdagradConfig config_;
  const ParameterStore& store_;
  at::Tensor sum_;
};

struct Maker {
  const ParameterStore& store;
  using Made = std::unique_ptr<Optimizer>;
  Made operator()(const AdamConfig& c) { return std::make_unique<Adam<AdamConfig>>(c, store); }
  Made operator()(const AdamWConfig& c) { return std::make_unique<Adam<AdamWConfig>>(c, store); }
  Made operator()(const SgdConfig& c) { return std::make_unique<Sgd>(c, store); }
  Made operator()(const AdagradConfig& c) { return std::make_unique<Adagrad>(c, store); }
};

}  // namespace

at::Tensor Optimizer::add_state(const std::string& name, const at::Tensor& like, double value) {
  state_.emplace_back(name, at::full_like(like, value));
  return state_.back().second;
}

std::unique_ptr<Optimizer> make_optimizer(const OptimizerConfig& config,
                                          const ParameterStore& store) {
  return std::visit(Maker{store}, config);
}

}  // namespace mmoe
