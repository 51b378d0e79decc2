// What a config says about one kind of parameter, and the numbers of one step of Adam.
#pragma once

#include <cmath>
#include <cstdint>

#include "config/train_config.h"
#include "nn/block.h"
#include "nn/simd.h"

namespace mmoe {

// Learning rate and penalty.
struct KindOptions {
  double rate;
  double l2 = 0;     // added to the gradient
  double decay = 0;  // decoupled, times the rate
};

template <class Config>
KindOptions options_of(const Config& config, ParameterKind kind) {
  const bool is_table = kind == ParameterKind::table, is_plain = kind == ParameterKind::plain;
  const double rate = is_table ? config.embedding_learning_rate.value_or(config.learning_rate)
                               : config.learning_rate;
  if constexpr (requires { config.weight_decay; }) {
    return {rate, 0, is_plain ? 0 : config.weight_decay};
  } else {
    return {rate, is_plain ? 0 : is_table ? config.embedding_l2 : config.l2, 0};
  }
}

// 1 / (1 - beta^step): moments start at zero and are too small at first. `step` counts from 1.
struct Corrections {
  double first, second;
};
template <class Config>
Corrections corrections_of(const Config& c, int64_t step) {
  const auto count = static_cast<double>(step);
  return {1 / (1 - std::pow(c.beta1, count)), 1 / (1 - std::pow(c.beta2, count))};
}

template <class Config>
simd::AdamStep adam_step(const Config& c, const KindOptions& options, double rate_share,
                         int64_t step) {
  const auto f = [](double value) { return static_cast<float>(value); };
  const Corrections corrections = corrections_of(c, step);
  return {f(options.rate * rate_share),
          f(c.beta1),
          f(c.beta2),
          f(1 - c.beta1),
          f(1 - c.beta2),
          f(c.epsilon),
          f(corrections.first),
          f(corrections.second),
          f(options.l2),
          f(options.decay)};
}

}  // namespace mmoe
