#include "config/expression.h"

#include <map>

#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

namespace {

std::optional<double> value_of(const std::string& text) {
  const std::map<std::string, double> metrics = {{"auc_a", 0.75}, {"auc_b", 0.5}, {"zero", 0}};
  return Expression::parse(text).evaluate([&](const std::string& name) -> std::optional<double> {
    const auto metric = metrics.find(name);
    return metric == metrics.end() ? std::nullopt : std::optional(metric->second);
  });
}

}  // namespace

TEST_CASE("expressions follow the usual precedence", "[config]") {
  const std::map<std::string, double> cases = {
      {"auc_a", 0.75},
      {"(auc_a + auc_b) / 2", 0.625},
      {"auc_a + auc_b / 2", 1.0},
      {"1 - 2 - 3", -4},
      {"8 / 4 / 2", 1},
      {"2 * 3 + 4 * 5", 26},
      {"2 * (3 + 4) * 5", 70},
      {"-auc_a * 2", -1.5},
      {"2 - -3", 5},
      {"--2", 2},
      {"-(1 + 2)", -3},
      {"1e-2*1E+2", 1},
      {".5+auc_b", 1},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const auto value = value_of(text);
    REQUIRE(value);
    CHECK(*value == Approx(expected));
  }
}

TEST_CASE("what is undefined stays undefined", "[config]") {
  for (const char* text : {"1 / 0", "auc_a / zero", "zero / zero", "rmse_x", "auc_a + rmse_x",
                           "0 * rmse_x", "1e300 * 1e300"}) {
    CAPTURE(text);
    CHECK_FALSE(value_of(text));
  }
}

TEST_CASE("an expression knows its metrics", "[config]") {
  const auto names = [](const char* text) { return Expression::parse(text).names(); };
  CHECK(names("(auc_a + 2 * auc_b) / 3") == std::vector<std::string>{"auc_a", "auc_b"});
  CHECK(names("1 + 2").empty());
  CHECK(Expression::parse("auc_a").is_single_name());
  CHECK(Expression::parse("((auc_a))").is_single_name());
  for (const char* text : {"-auc_a", "auc_a * 1", "auc_a + auc_b", "1"}) {
    CHECK_FALSE(Expression::parse(text).is_single_name());
  }
}

TEST_CASE("errors in expressions name the position", "[config]") {
  struct Case {
    const char *text, *message;
  };
  const Case cases[] = {
      {"", "expected a metric or a number at position 1 of '', found the end"},
      {"auc_a +", "expected a metric or a number at position 8 of 'auc_a +', found the end"},
      {"+ 1", "expected a metric or a number at position 1 of '+ 1', found '+'"},
      {"auc_a auc_b",
       "expected an operator or the end at position 7 of 'auc_a auc_b', found 'auc_b'"},
      {"(1 + 2", "expected ')' at position 7 of '(1 + 2', found the end"},
      {"1)", "expected an operator or the end at position 2 of '1)', found ')'"},
      {"1.2.3", "expected a number at position 1 of '1.2.3', found '1.2.3'"},
      {"1 % 2", "expected an operator or the end at position 3 of '1 % 2', found '%'"},
      {"'a'", "expected a metric or a number at position 1 of ''a'', found 'a'"},
  };
  for (const Case& c : cases) {
    CHECK(test::error_of([&] { Expression::parse(c.text); }) == c.message);
  }
}

TEST_CASE("expressions do not nest without end", "[config]") {
  for (const std::string& text : {std::string(200000, '('), std::string(200000, '-') + "1"}) {
    CHECK_THAT(test::error_of([&] { Expression::parse(text); }),
               Catch::Matchers::ContainsSubstring("nest too deeply"));
  }
}

}  // namespace mmoe
