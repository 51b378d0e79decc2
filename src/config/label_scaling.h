// What a regression's network learns in place of the label itself (tasks[].scale), and the way
// back.
#pragma once

#include <cmath>

namespace mmoe {

struct LabelScaling {
  bool log = false;  // log(1 + label), before the rest
  double mean = 0, deviation = 1;

  double apply(double label) const {
    return ((log ? std::log1p(label) : label) - mean) / deviation;
  }
  double undo(double value) const {
    const double label = value * deviation + mean;
    return log ? std::expm1(label) : label;
  }
  bool operator==(const LabelScaling&) const = default;
};

}  // namespace mmoe
