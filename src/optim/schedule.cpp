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

// After the warm-up: `step` of `total` steps.
struct Shape {
  int64_t step, total;
  double progress() const {
    return total > 1 ? static_cast<double>(step) / static_cast<double>(total - 1) : 1;
  }
  double operator()(const ConstantSchedule&) const { return 1; }
  double operator()(const CosineSchedule& s) const { return cosine(progress(), s.final); }
  double operator()(const OneCycleSchedule& s) const { return cosine(progress(), s.final); }
  double operator()(const PolynomialSchedule&) const { return 1; }
  double operator()(const PiecewiseSchedule&) const { return 1; }
  double operator()(const ExponentialSchedule& s) const {
    return std::pow(s.decay, static_cast<double>(step) / static_cast<double>(s.every));
  }
};

}  // namespace

double rate_share(const ScheduleConfig& schedule, int64_t step, int64_t total) {
  const double share = std::visit([](const auto& s) { return s.warmup; }, schedule);
  const auto warmup = static_cast<int64_t>(std::llround(share * static_cast<double>(total)));
  if (step < warmup) return static_cast<double>(step + 1) / static_cast<double>(warmup);
  return std::visit(Shape{step - warmup, std::max<int64_t>(1, total - warmup)}, schedule);
}

}  // namespace mmoe
