#include "config/condition.h"

#include <limits>
#include <set>

#include "base/text.h"
#include "config/tokens.h"

namespace mmoe {

namespace {

using Kind = Condition::Kind;

Condition negated(Condition inner) {
  Condition outer;
  outer.kind = Kind::negation;
  outer.parts.push_back(std::move(inner));
  return outer;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : tokens_(text) {}

  Condition parse() {
    Condition condition = any();
    if (tokens_.peek().kind != Token::Kind::end) tokens_.fail("'and', 'or' or the end");
    return condition;
  }

 private:
  Condition any() {
    return chain(Kind::any, "or", [this] { return all(); });
  }
  Condition all() {
    return chain(Kind::all, "and", [this] { return negation(); });
  }

  template <class Part>
  Condition chain(Kind kind, const std::string& word, Part part) {
    Condition first = part();
    if (tokens_.peek().kind != Token::Kind::word || !tokens_.accept(word)) return first;
    Condition whole;
    whole.kind = kind;
    whole.parts.push_back(std::move(first));
    do {
      whole.parts.push_back(part());
    } while (tokens_.accept(word));
    return whole;
  }

  Condition negation() {
    const Tokens::Depth depth(tokens_);
    if (tokens_.accept("not")) return negated(negation());
    if (!tokens_.accept("(")) return comparison();
    Condition inner = any();
    tokens_.expect(")");
    return inner;
  }

  Condition comparison() {
    const Token::Kind kind = tokens_.peek().kind;
    const bool is_name = kind == Token::Kind::name && !tokens_.peek().text.empty();
    if (kind != Token::Kind::word && !is_name) tokens_.fail("a column");
    const std::string column = tokens_.take().text;
    if (tokens_.accept("not")) {
      tokens_.expect("in");
      return negated(members(column));
    }
    if (tokens_.accept("in")) return members(column);
    if (tokens_.accept("=") || tokens_.accept("==")) return compare(Kind::equal, column);
    if (tokens_.accept("!=")) return negated(compare(Kind::equal, column));
    if (tokens_.accept("<")) return ordered(Kind::less, column);
    if (tokens_.accept("<=")) return ordered(Kind::less_equal, column);
    if (tokens_.accept(">")) return present_and_not(Kind::less_equal, column);
    if (tokens_.accept(">=")) return present_and_not(Kind::less, column);
    tokens_.fail("a comparison (= != < <= > >= in)");
  }

  Condition compare(Kind kind, const std::string& column) {
    Condition condition;
    condition.kind = kind;
    condition.column = column;
    condition.values.push_back(value());
    return condition;
  }

  Condition ordered(Kind kind, const std::string& column) {
    const Token& token = tokens_.peek();
    const bool is_minus = token.kind == Token::Kind::symbol && token.text == "-";
    if (!is_minus && token.kind != Token::Kind::number) tokens_.fail("a number");
    return compare(kind, column);
  }

  // a > b is not (a <= b), but a missing value fulfils neither: it must be a value at all.
  Condition present_and_not(Kind kind, const std::string& column) {
    Condition present;
    present.kind = Kind::less_equal;
    present.column = column;
    present.values.push_back({"", std::numeric_limits<double>::infinity()});
    Condition both;
    both.parts.push_back(std::move(present));
    both.parts.push_back(negated(ordered(kind, column)));
    return both;
  }

  Condition members(const std::string& column) {
    tokens_.expect("(");
    Condition condition = compare(Kind::in, column);
    while (tokens_.accept(",")) condition.values.push_back(value());
    tokens_.expect(")");
    return condition;
  }

  Condition::Value value() {
    const bool negative = tokens_.accept("-");
    const Token token = tokens_.peek();
    if (token.kind == Token::Kind::number) {
      const auto number = parse_number(token.text);
      if (!number) tokens_.fail("a number");
      tokens_.take();
      return {(negative ? "-" : "") + token.text, negative ? -*number : *number};
    }
    const bool is_text = token.kind == Token::Kind::text || token.kind == Token::Kind::word;
    if (negative || !is_text) tokens_.fail("a value");
    return {tokens_.take().text, {}};
  }

  Tokens tokens_;
};

void collect(const Condition& condition, std::set<std::string>& seen,
             std::vector<std::string>& columns) {
  const std::string& column = condition.column;
  if (!column.empty() && seen.insert(column).second) columns.push_back(column);
  for (const Condition& part : condition.parts) collect(part, seen, columns);
}

}  // namespace

std::vector<std::string> Condition::columns() const {
  std::set<std::string> seen;
  std::vector<std::string> names;
  collect(*this, seen, names);
  return names;
}

Condition parse_condition(const std::string& text) { return Parser(text).parse(); }

}  // namespace mmoe
