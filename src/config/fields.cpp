#include "config/fields.h"

#include <cmath>

#include "base/text.h"

namespace mmoe {

std::string Rule::text() const {
  std::string bounds;
  if (std::isfinite(low)) bounds = (above_low ? "above " : "at least ") + shortest(low);
  if (std::isfinite(high)) {
    if (!bounds.empty()) bounds += " and ";
    bounds += (below_high ? "below " : "at most ") + shortest(high);
  }
  return bounds;
}

}  // namespace mmoe
