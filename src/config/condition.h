// Conditions on columns, as in `where: "date >= 20220429 and tab in (1, 2)"`.
//
//   condition  = and { "or" and }
//   and        = not { "and" not }
//   not        = "not" not | "(" condition ")" | comparison
//   comparison = column ("=" | "==" | "!=" | "<" | "<=" | ">" | ">=") value
//              | column ["not"] "in" "(" value { "," value } ")"
//   value      = number | "text" | 'text' | word;   column = word | `any text`
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mmoe {

struct Condition {
  enum class Kind { all, any, negation, equal, less, less_equal, in };

  struct Value {
    std::string text;
    std::optional<double> number;  // compare as numbers
    bool operator==(const Value&) const = default;
  };

  Kind kind = Kind::all;
  std::vector<Condition> parts;  // all, any, negation
  std::string column;            // comparisons
  std::vector<Value> values;     // one, or several for `in`

  // Names of the columns it reads, each once.
  std::vector<std::string> columns() const;
};

// Throws Error(usage) with the position of what is wrong.
Condition parse_condition(const std::string& text);

}  // namespace mmoe
