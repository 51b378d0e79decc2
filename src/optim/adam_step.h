// The numbers of one step of Adam, and what a config says about penalties.
#pragma once

#include <cmath>
#include <cstdint>

#include "config/train_config.h"
#include "nn/block.h"
#include "nn/simd.h"

namespace mmoe {

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
inline Penalty penalty_of(const AdamWConfig& config, ParameterKind kind) {
  return {0, kind == ParameterKind::plain ? 0 : config.weight_decay};
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
simd::AdamStep adam_step(const Config& c, const Penalty& penalty, double rate_share, int64_t step) {
  const auto f = [](double value) { return static_cast<float>(value); };
  const Corrections corrections = corrections_of(c, step);
  return {f(c.learning_rate * rate_share),
          f(c.beta1),
          f(c.beta2),
          f(1 - c.beta1),
          f(1 - c.beta2),
          f(c.epsilon),
          f(corrections.first),
          f(corrections.second),
          f(penalty.l2),
          f(penalty.decay)};
}

}  // namespace mmoe
