#include "optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mmoe {

namespace {

// From 1 at 0 to `final` at 1.
double cosine(double progress, double final) {
  return final + (1 - final) * 0.5 * (1 + std::cos(std::numbers::pi * progress));
}

double ratio(int64_t part, int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// After the warm-up: `step` of `total` steps.
struct Shape {
  int64_t warmup, step, total;
  double progress() const { return total > 1 ? ratio(step, total - 1) : 1; }
  double operator()(const ConstantSchedule&) const { return 1; }
  double operator()(const CosineSchedule& s) const { return cosine(progress(), s.final); }
  double operator()(const OneCycleSchedule& s) const { return cosine(progress(), s.final); }
  double operator()(const ExponentialSchedule& s) const {
    const double periods = ratio(step, s.every);
    return std::max(s.least, std::pow(s.decay, s.staircase ? std::floor(periods) : periods));
  }
  double operator()(const PolynomialSchedule& s) const {
    const double done = s.steps ? std::min(1.0, ratio(step, *s.steps)) : progress();
    return s.final + (1 - s.final) * std::pow(1 - done, s.power);
  }
  double operator()(const PiecewiseSchedule& s) const {
    const auto passed = std::ranges::upper_bound(s.boundaries, warmup + step);
    return passed == s.boundaries.begin()
               ? 1
               : s.shares[static_cast<size_t>(passed - s.boundaries.begin()) - 1];
  }
};

}  // namespace

double rate_share(const ScheduleConfig& schedule, int64_t step, int64_t total) {
  const double share = std::visit([](const auto& s) { return s.warmup; }, schedule);
  const auto warmup = static_cast<int64_t>(std::llround(share * static_cast<double>(total)));
  if (step < warmup) return ratio(step + 1, warmup);
  return std::visit(Shape{warmup, step - warmup, std::max<int64_t>(1, total - warmup)}, schedule);
}

}  // namespace mmoe
