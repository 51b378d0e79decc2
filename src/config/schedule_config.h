// The learning rate over a run, as a share of its peak.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "config/fields.h"

namespace mmoe {

namespace detail {

template <class Visitor, class Self>
void warmup(Visitor& visit, Self& self) {
  visit("warmup", self.warmup, "share of all steps over which the rate rises from 0", within(0, 1));
}

}  // namespace detail

struct ConstantSchedule {
  static constexpr const char* type = "constant";
  double warmup = 0;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
  }
  bool operator==(const ConstantSchedule&) const = default;
};

struct CosineSchedule {
  static constexpr const char* type = "cosine";
  double warmup = 0, final = 0;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
  }
  bool operator==(const CosineSchedule&) const = default;
};

// Smith and Topin 2018: up to the peak, then a cosine down to nearly nothing.
struct OneCycleSchedule {
  static constexpr const char* type = "one_cycle";
  double warmup = 0.1, final = 0.001;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
  }
  bool operator==(const OneCycleSchedule&) const = default;
};

struct ExponentialSchedule {
  static constexpr const char* type = "exponential";
  double warmup = 0, decay = 0.9, least = 0;
  int64_t every = 1000;
  bool staircase = false;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("decay", self.decay, "factor of the rate each `every` steps",
          Rule{.low = 0, .high = 1, .above_low = true});
    visit("every", self.every, "steps", at_least(1));
    visit("staircase", self.staircase, "whether the rate falls at once each `every` steps");
    visit("least", self.least, "no lower than this share of the peak", within(0, 1));
  }
  bool operator==(const ExponentialSchedule&) const = default;
};

// From the peak down to `final` in `steps` steps: final + (1 - final) (1 - step / steps)^power,
// and `final` from there on. Steps count from the end of the warm-up.
struct PolynomialSchedule {
  static constexpr const char* type = "polynomial";
  double warmup = 0, final = 0, power = 1;
  std::optional<int64_t> steps;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("final", self.final, "rate at the end, as a share of the peak", within(0, 1));
    visit("power", self.power, "1: a line", above(0));
    visit("steps", self.steps, "steps of the descent; by default the last step has `final`",
          at_least(1));
  }
  bool operator==(const PolynomialSchedule&) const = default;
};

// A list of rates: the peak before the first boundary.
struct PiecewiseSchedule {
  static constexpr const char* type = "piecewise";
  double warmup = 0;
  std::vector<int64_t> boundaries;
  std::vector<double> shares;
  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    detail::warmup(visit, self);
    visit("boundaries", self.boundaries, "steps of the run, ascending", required());
    visit("shares", self.shares, "of the peak rate, from each boundary on", required());
  }
  bool operator==(const PiecewiseSchedule&) const = default;
};

using ScheduleConfig = std::variant<ConstantSchedule, CosineSchedule, OneCycleSchedule,
                                    ExponentialSchedule, PolynomialSchedule, PiecewiseSchedule>;

}  // namespace mmoe
