// Expressions of metrics, as in `monitor: (auc_click + auc_buy) / 2`.
//
//   sum = product { ("+" | "-") product };  product = factor { ("*" | "/") factor }
//   factor = ["-"] (number | metric | "(" sum ")")
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mmoe {

class Expression {
 public:
  using Lookup = std::function<std::optional<double>(const std::string&)>;

  // Throws Error(usage) with the position of what is wrong.
  static Expression parse(const std::string& text);

  // Names of the metrics it reads.
  const std::vector<std::string>& names() const { return names_; }
  bool is_single_name() const { return names_.size() == 1 && program_.size() == 1; }

  // Nothing if a metric is undefined or the result is not finite.
  std::optional<double> evaluate(const Lookup& lookup) const;

 private:
  friend class ExpressionParser;
  struct Step {      // reverse Polish
    char operation;  // 'n' number, 'm' metric, '-' '+' '*' '/', '~' negate
    double number = 0;
    size_t name = 0;
  };
  std::vector<Step> program_;
  std::vector<std::string> names_;
};

}  // namespace mmoe
