// Numbers out of logits, without overflow.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace mmoe {

inline double probability(double logit) { return 1 / (1 + std::exp(-logit)); }

// log(1 + exp(x))
inline double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// -log p(label) of a label between 0 and 1.
inline double log_loss(double label, double logit) {
  return std::max(logit, 0.0) - logit * label + std::log1p(std::exp(-std::abs(logit)));
}

// log sum exp
inline double log_sum(std::span<const double> logs) {
  const double top = *std::ranges::max_element(logs);
  if (std::isinf(top)) return top;
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - top);
  return top + std::log(sum);
}

}  // namespace mmoe
