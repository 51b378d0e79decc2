// What is read of a column, and what its values must obey.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace mmoe {

// What a number must obey to be believed; a row that does not is a bad row.
struct NumberRule {
  bool required = false;  // may not be missing; holds for texts too
  bool whole = false;
  bool above_low = false;  // low itself is out
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

enum class ColumnKind { number, text };

struct ColumnRequest {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  NumberRule rule = {};
  std::vector<std::string> allowed = {};  // texts, if only some are believed
};

}  // namespace mmoe
