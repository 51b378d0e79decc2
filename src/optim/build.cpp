// The one list of optimizers.
#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>

#include <cmath>

#include "nn/simd.h"
#include "optim/optimizer.h"

namespace mmoe {

namespace {

// What a config says about one kind of parameter.
struct Penalty {
  double l2 = 0;     // added to the gradient
  double decay = 0;  // decoupled
};

template <class Config>
Penalty penalty_of(const Config& config, ParameterKind kind) {
  if (kind == ParameterKind::plain) return {};
  return {kind == ParameterKind::table ? config.embedding_l2 : config.l2, 0};
}
Penalty penalty_of(const AdamWConfig& config, ParameterKind kind) {
  return {0, kind == ParameterKind::plain ? 0 : config.weight_decay};
}

at::Tensor range_of(const at::Tensor& flat, const ParameterStore::Range& range) {
  return flat.narrow(0, range.first, range.size);
}

// Adam and AdamW.
template <class Config>
class Adam : public Optimizer {
 public:
  Adam(const Config& config, const ParameterStore& store)
      : config_(config),
        store_(store),
        first_(add_state("first_moment", store.flat())),
        second_(add_state("second_moment", store.flat())) {}

  void step(const at::Tensor& gradient, double rate_share, int64_t step) override {
    const double rate = config_.learning_rate * rate_share;
    const double correction1 = 1 / (1 - std::pow(config_.beta1, static_cast<double>(step)));
    const double correction2 = 1 / (1 - std::pow(config_.beta2, static_cast<double>(step)));
    for (const ParameterStore::Range& range : store_.ranges()) {
      if (range.size == 0) continue;
      const Penalty penalty = penalty_of(config_, range.kind);
      at::Tensor weight = range_of(store_.flat(), range), grad = range_of(gradient, range);
      at::Tensor first = range_of(first_, range), second = range_of(second_, range);
      if (weight.device().is_cpu() && weight.scalar_type() == at::kFloat) {
        const auto f = [](double value) { return static_cast<float>(value); };
        simd::adam({f(rate), f(config_.beta1), f(config_.beta2), f(1 - config_.beta1),
                    f(1 - config_.beta2), f(config_.epsilon), f(correction1), f(correction2),
                    f(penalty.l2), f(penalty.decay)},
                   range.size, grad.const_data_ptr<float>(), weight.mutable_data_ptr<float>(),
                   first.mutable_data_ptr<float>(), second.mutable_data_ptr<float>());
        continue;
      }
      const at::Tensor g = grad + penalty.l2 * weight;
      first.mul_(config_.beta1).add_(g, 1 - config_.beta1);
      second.mul_(config_.beta2).addcmul_(g, g, 1 - config_.beta2);
      weight.mul_(1 - rate * penalty.decay)
          .sub_(rate * correction1 * first / ((second * correction2).sqrt() + config_.epsilon));
    }
  }

 private:
  Config config_;
  const ParameterStore& store_;
  at::Tensor first_, second_;
};

class Sgd : public Optimizer {
 public:
  Sgd(const SgdConfig& config, const ParameterStore& store) : config_(config), store_(store) {
    if (config.momentum > 0) velocity_ = add_state("velocity", store.flat());
  }

  void step(const at::Tensor& gradient, double rate_share, int64_t) override {
    const double rate = config_.learning_rate * rate_share;
    for (const ParameterStore::Range& range : store_.ranges()) {
      at::Tensor weight = range_of(store_.flat(), range);
      at::Tensor g = range_of(gradient, range) + penalty_of(config_, range.kind).l2 * weight;
      if (velocity_.defined()) {
        g = range_of(velocity_, range).mul_(config_.momentum).add_(g);
      }
      weight.sub_(g, rate);
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
        sum_(add_state("square_sum", store.flat(), config.initial_accumulator)) {}

  void step(const at::Tensor& gradient, double rate_share, int64_t) override {
    const double rate = config_.learning_rate * rate_share;
    for (const ParameterStore::Range& range : store_.ranges()) {
      at::Tensor weight = range_of(store_.flat(), range), sum = range_of(sum_, range);
      const at::Tensor g = range_of(gradient, range) + penalty_of(config_, range.kind).l2 * weight;
      sum.addcmul_(g, g);
      weight.sub_(rate * g / (sum.sqrt() + config_.epsilon));
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

double clip_to_norm(at::Tensor& gradient, double longest) {
  const auto norm = gradient.norm().item<double>();
  if (norm > longest) gradient.mul_(longest / norm);
  return norm;
}

}  // namespace mmoe
