// How the losses of several tasks become one; see docs/concepts.md.
#pragma once

#include <optional>
#include <variant>

#include "config/fields.h"

namespace mmoe {

// The sum of weight x loss.
struct FixedCombination {
  static constexpr const char* type = "fixed";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const FixedCombination&) const = default;
};

// Kendall et al. 2018, section 3.2: sum of weight x (exp(-s) loss + s / 2), a log variance s a
// task, which is learned; regression losses count half in the first term.
struct UncertaintyCombination {
  static constexpr const char* type = "uncertainty";
  double learning_rate = 0.01;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("learning_rate", self.learning_rate, "of the log variances, with Adam", at_least(0));
  }
  bool operator==(const UncertaintyCombination&) const = default;
};

// Chen et al. 2018, algorithm 1: factors that are learned so that tasks whose loss falls slowly get
// longer gradients.
struct GradNormCombination {
  static constexpr const char* type = "gradnorm";
  double alpha = 1.5, learning_rate = 0.01;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("alpha", self.alpha, "strength; 0: all gradients of one length", at_least(0));
    visit("learning_rate", self.learning_rate, "of the factors", at_least(0));
  }
  bool operator==(const GradNormCombination&) const = default;
};

// Liu et al. 2019, equation 7: factors from how fast each loss fell between the last two periods.
struct DwaCombination {
  static constexpr const char* type = "dwa";
  double temperature = 2;
  std::optional<int64_t> every;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("temperature", self.temperature, "higher: factors more alike", above(0));
    visit("every", self.every, "steps of a period; by default an epoch", at_least(1));
  }
  bool operator==(const DwaCombination&) const = default;
};

// Yu et al. 2020, algorithm 1: of each task's gradient, the part that works against another task's
// is taken away.
struct PcGradCombination {
  static constexpr const char* type = "pcgrad";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const PcGradCombination&) const = default;
};

using CombineConfig = std::variant<FixedCombination, UncertaintyCombination, GradNormCombination,
                                   DwaCombination, PcGradCombination>;

}  // namespace mmoe
