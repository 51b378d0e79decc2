#include "config/fields.h"

#include "support/catch.h"

namespace mmoe {

TEST_CASE("a rule says in words what it allows", "[config]") {
  struct Case {
    Rule rule;
    double inside, outside;
    const char* text;
  };
  const Case cases[] = {
      {at_least(1), 1, 0.5, "at least 1"},
      {above(0), 1e-300, 0, "above 0"},
      {within(0, 1), 1, 1.5, "at least 0 and at most 1"},
      {within(0, 1), 0, -0.5, "at least 0 and at most 1"},
      {from_below(0, 1), 0, 1, "at least 0 and below 1"},
      {Rule{.high = 3}, 3, 4, "at most 3"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(c.rule.text() == c.text);
    CHECK(c.rule.allows(c.inside));
    CHECK_FALSE(c.rule.allows(c.outside));
  }
}

TEST_CASE("a rule without bounds says nothing and allows all", "[config]") {
  for (const Rule& rule : {anything(), required()}) {
    CHECK(rule.text().empty());
    CHECK(rule.allows(-1e300));
    CHECK(rule.allows(1e300));
  }
  CHECK(required().required);
  CHECK_FALSE(anything().required);
}

}  // namespace mmoe
