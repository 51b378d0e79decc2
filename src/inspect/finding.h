// What a check of the data found.
#pragma once

#include <string>
#include <vector>

#include "config/scalars.h"

namespace mmoe {

// How sure it is that results suffer.
enum class Severity { certain, likely, look };
template <>
struct Words<Severity> {
  static constexpr std::pair<const char*, Severity> values[] = {
      {"certain", Severity::certain}, {"likely", Severity::likely}, {"look", Severity::look}};
};

struct Finding {
  Severity severity = Severity::look;
  std::string check = {};                         // which check: "leak", "constant", ...
  std::string column = {}, task = {}, part = {};  // where; empty: of no single one
  double size = 0;                                // 0 to 1, to rank findings of one severity
  std::string problem = {};                       // what was found, with its numbers
  std::string advice = {};                        // what to do
};

// The worst first. Of several that are the same but for their numbers the worst is kept: a column
// may be an input in several ways.
std::vector<Finding> ranked(std::vector<Finding> findings);

}  // namespace mmoe
