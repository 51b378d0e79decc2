#include "config/condition.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Kind = Condition::Kind;
using test::error_of;

namespace {

std::string show(const Condition::Value& value) {
  return value.number ? shortest(*value.number) : "'" + value.text + "'";
}

// Fully parenthesised, so that precedence can be read off.
std::string show(const Condition& condition) {
  std::vector<std::string> parts;
  for (const Condition& part : condition.parts) parts.push_back(show(part));
  for (const Condition::Value& value : condition.values) parts.push_back(show(value));
  switch (condition.kind) {
    case Kind::all:
      return "(" + join(parts, " and ") + ")";
    case Kind::any:
      return "(" + join(parts, " or ") + ")";
    case Kind::negation:
      return "not " + parts.at(0);
    case Kind::equal:
      return condition.column + "=" + parts.at(0);
    case Kind::less:
      return condition.column + "<" + parts.at(0);
    case Kind::less_equal:
      return condition.column + "<=" + parts.at(0);
    case Kind::in:
      break;
  }
  return condition.column + " in [" + join(parts, ",") + "]";
}

std::string nested(size_t depth) {
  return std::string(depth, '(') + "a = 1" + std::string(depth, ')');
}

}  // namespace

TEST_CASE("conditions mean what they say", "[config]") {
  struct Case {
    const char *text, *shown;
  };
  const Case cases[] = {
      {"date < 20220429", "date<20220429"},
      {"date <= -1.5e3", "date<=-1500"},
      {"a = 1", "a=1"},
      {"a == 'x y'", "a='x y'"},
      {"a = \"it's\"", "a='it's'"},
      {"a = x", "a='x'"},
      {"a != 1", "not a=1"},
      {"`a b` = 1", "a b=1"},
      {"tab in (1, -2, 'x', y)", "tab in [1,-2,'x','y']"},
      {"tab not in (1)", "not tab in [1]"},
      {"a = 1 and b = 2 and c = 3", "(a=1 and b=2 and c=3)"},
      {"a = 1 or b = 2 and c = 3", "(a=1 or (b=2 and c=3))"},
      {"(a = 1 or b = 2) and c = 3", "((a=1 or b=2) and c=3)"},
      {"not a = 1 and b = 2", "(not a=1 and b=2)"},
      {"not (a = 1 and b = 2)", "not (a=1 and b=2)"},
      {"not not a = 1", "not not a=1"},
      {"a = 1 AND NOT b IN (2) Or c = 3", "((a=1 and not b in [2]) or c=3)"},
      {"((a = 1))", "a=1"},
      {"`not` = 1 and `in` in ('and')", "(not=1 and in in ['and'])"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(show(parse_condition(c.text)) == c.shown);
  }
}

// A missing value is neither above nor below anything, so "above" is more than "not below".
TEST_CASE("above needs a value at all", "[config]") {
  CHECK(show(parse_condition("a > 5")) == "(a<=inf and not a<=5)");
  CHECK(show(parse_condition("a >= 5")) == "(a<=inf and not a<5)");
}

TEST_CASE("a quoted number is text", "[config]") {
  CHECK_FALSE(parse_condition("a = '5'").values.at(0).number);
  CHECK(parse_condition("a = 05").values.at(0) == Condition::Value{"05", 5.0});
}

TEST_CASE("columns of a condition are listed once each", "[config]") {
  const Condition condition = parse_condition("a = 1 and (b > 2 or not a in (3)) and `c d` != 4");
  CHECK(condition.columns() == std::vector<std::string>{"a", "b", "c d"});
}

TEST_CASE("errors in conditions name the position", "[config]") {
  struct Case {
    const char *text, *message;
  };
  const Case cases[] = {
      {"", "expected a column at position 1 of '', found the end"},
      {"5 = a", "expected a column at position 1 of '5 = a', found '5'"},
      {"'a' = 1", "expected a column at position 1 of ''a' = 1', found 'a'"},
      {"`` = 1", "expected a column at position 1 of '`` = 1', found ''"},
      {"a", "expected a comparison (= != < <= > >= in) at position 2 of 'a', found the end"},
      {"a ~ 1", "expected a comparison (= != < <= > >= in) at position 3 of 'a ~ 1', found '~'"},
      {"a = ", "expected a value at position 5 of 'a = ', found the end"},
      {"a = `b`", "expected a value at position 5 of 'a = `b`', found 'b'"},
      {"a = -x", "expected a value at position 6 of 'a = -x', found 'x'"},
      {"a < x", "expected a number at position 5 of 'a < x', found 'x'"},
      {"a < '-'", "expected a number at position 5 of 'a < '-'', found '-'"},
      {"a > 1.2.3", "expected a number at position 5 of 'a > 1.2.3', found '1.2.3'"},
      {"a = 1 b = 2", "expected 'and', 'or' or the end at position 7 of 'a = 1 b = 2', found 'b'"},
      {"a = 1 and", "expected a column at position 10 of 'a = 1 and', found the end"},
      {"(a = 1", "expected ')' at position 7 of '(a = 1', found the end"},
      {"a = 1)", "expected 'and', 'or' or the end at position 6 of 'a = 1)', found ')'"},
      {"a in 1", "expected '(' at position 6 of 'a in 1', found '1'"},
      {"a in ()", "expected a value at position 7 of 'a in ()', found ')'"},
      {"a not = 1", "expected 'in' at position 7 of 'a not = 1', found '='"},
      {"a = 'x", "the text that starts at position 5 of 'a = 'x' has no closing '"},
  };
  for (const Case& c : cases) {
    CHECK(error_of([&] { parse_condition(c.text); }) == c.message);
  }
}

TEST_CASE("parentheses nest deeply but not without end", "[config]") {
  CHECK(show(parse_condition(nested(50))) == "a=1");
  for (const std::string& text : {nested(1000), nested(20000), std::string(20000, '(')}) {
    CHECK_THAT(error_of([&] { parse_condition(text); }),
               Catch::Matchers::ContainsSubstring("nest too deeply"));
  }
  std::string negations = "a = 1";
  for (int i = 0; i < 10000; ++i) negations.insert(0, "not ");
  error_of([&] { parse_condition(negations); });
}

TEST_CASE("long conditions are fine", "[config]") {
  std::string text = "a = 0";
  for (int i = 1; i < 5000; ++i) text += " or a = " + std::to_string(i);
  CHECK(parse_condition(text).parts.size() == 5000);
}

TEST_CASE("a condition on many columns takes no more than its share of time", "[config]") {
  std::string text = "c0 = 0";
  for (int i = 1; i < 50'000; ++i) text += " or c" + std::to_string(i) + " = 0";
  CHECK(parse_condition(text).columns().size() == 50'000);
}

}  // namespace mmoe
