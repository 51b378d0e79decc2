#include "config/expression.h"

#include <cmath>

#include "base/text.h"
#include "config/tokens.h"

namespace mmoe {

class ExpressionParser {
 public:
  explicit ExpressionParser(const std::string& text) : tokens_(text) {}

  Expression parse() {
    sum();
    if (tokens_.peek().kind != Token::Kind::end) tokens_.fail("an operator or the end");
    return std::move(result_);
  }

 private:
  void sum() {
    product();
    while (true) {
      if (tokens_.accept("+")) {
        product();
        result_.program_.push_back({'+'});
      } else if (tokens_.accept("-")) {
        product();
        result_.program_.push_back({'-'});
      } else {
        return;
      }
    }
  }

  void product() {
    factor();
    while (true) {
      if (tokens_.accept("*")) {
        factor();
        result_.program_.push_back({'*'});
      } else if (tokens_.accept("/")) {
        factor();
        result_.program_.push_back({'/'});
      } else {
        return;
      }
    }
  }

  void factor() {
    const Tokens::Depth depth(tokens_);
    if (tokens_.accept("-")) {
      factor();
      result_.program_.push_back({'~'});
    } else if (tokens_.accept("(")) {
      sum();
      tokens_.expect(")");
    } else if (tokens_.peek().kind == Token::Kind::number) {
      const auto number = parse_number(tokens_.peek().text);
      if (!number) tokens_.fail("a number");
      tokens_.take();
      result_.program_.push_back({'n', *number});
    } else if (tokens_.peek().kind == Token::Kind::word) {
      result_.program_.push_back({'m', 0, result_.names_.size()});
      result_.names_.push_back(tokens_.take().text);
    } else {
      tokens_.fail("a metric or a number");
    }
  }

  Tokens tokens_;
  Expression result_;
};

Expression Expression::parse(const std::string& text) { return ExpressionParser(text).parse(); }

std::optional<double> Expression::evaluate(const Lookup& lookup) const {
  std::vector<double> stack;
  for (const Step& step : program_) {
    if (step.operation == 'n') {
      stack.push_back(step.number);
    } else if (step.operation == 'm') {
      const auto value = lookup(names_[step.name]);
      if (!value) return {};
      stack.push_back(*value);
    } else if (step.operation == '~') {
      stack.back() = -stack.back();
    } else {
      const double right = stack.back();
      stack.pop_back();
      double& left = stack.back();
      switch (step.operation) {
        case '+':
          left += right;
          break;
        case '-':
          left -= right;
          break;
        case '*':
          left *= right;
          break;
        default:
          left /= right;
      }
    }
  }
  return std::isfinite(stack.back()) ? std::optional(stack.back()) : std::nullopt;
}

}  // namespace mmoe
