#include "config/fields.h"

#include <cmath>

#include "base/text.h"

namespace mmoe {

namespace {

std::string number_text(double value) {
  const bool whole = std::floor(value) == value && std::abs(value) < 1e15;
  return whole ? with_commas(static_cast<int64_t>(value)) : shortest(value);
}

}  // namespace

std::string Rule::text() const {
  std::string bounds;
  if (std::isfinite(low)) bounds = (above_low ? "above " : "at least ") + number_text(low);
  if (std::isfinite(high)) {
    if (!bounds.empty()) bounds += " and ";
    bounds += (below_high ? "below " : "at most ") + number_text(high);
  }
  return bounds;
}

}  // namespace mmoe
