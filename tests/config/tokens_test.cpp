#include "config/tokens.h"

#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Kind = Token::Kind;

namespace {

std::vector<Token> all_tokens(const std::string& source) {
  Tokens tokens(source);
  std::vector<Token> all;
  while (tokens.peek().kind != Kind::end) all.push_back(tokens.take());
  return all;
}

}  // namespace

TEST_CASE("tokens are told apart without blanks", "[config]") {
  struct Case {
    Kind kind;
    const char* text;
    size_t position;
  };
  const Case expected[] = {{Kind::word, "a1_b", 1},     {Kind::symbol, "<=", 5},
                           {Kind::number, "1.5e-3", 7}, {Kind::symbol, "-", 13},
                           {Kind::number, "2", 14},     {Kind::symbol, "(", 15},
                           {Kind::text, "x y", 16},     {Kind::symbol, ")", 21},
                           {Kind::symbol, "!=", 22},    {Kind::word, "\u00e9t\u00e9", 24}};
  const std::vector<Token> tokens = all_tokens("a1_b<=1.5e-3-2('x y')!=\u00e9t\u00e9");
  REQUIRE(tokens.size() == std::size(expected));
  for (size_t i = 0; i < tokens.size(); ++i) {
    CAPTURE(i, tokens[i].text);
    CHECK(tokens[i].kind == expected[i].kind);
    CHECK(tokens[i].text == expected[i].text);
    CHECK(tokens[i].position == expected[i].position);
  }
}

TEST_CASE("blanks separate tokens and are nothing else", "[config]") {
  CHECK(all_tokens(" \t\n").empty());
  CHECK(all_tokens("").empty());
  CHECK(all_tokens(" a\tb ").size() == 2);
}

TEST_CASE("accept takes words in any case but no quoted text", "[config]") {
  Tokens tokens("AND 'and' `and`");
  CHECK_FALSE(tokens.accept("or"));
  CHECK(tokens.accept("and"));
  CHECK_FALSE(tokens.accept("and"));
  tokens.take();
  CHECK_FALSE(tokens.accept("and"));
}

TEST_CASE("the end stays the end", "[config]") {
  Tokens tokens("a");
  tokens.take();
  CHECK(tokens.take().kind == Kind::end);
  CHECK(tokens.take().kind == Kind::end);
}

TEST_CASE("errors of tokens name what was expected and found and where", "[config]") {
  const auto error = [](const std::string& source) {
    return test::error_of([&] {
      Tokens tokens(source);
      tokens.take();
      tokens.expect(")");
    });
  };
  CHECK(error("a b") == "expected ')' at position 3 of 'a b', found 'b'");
  CHECK(error("a ") == "expected ')' at position 3 of 'a ', found the end");
  CHECK(error("a 'b") == "the text that starts at position 3 of 'a 'b' has no closing '");
}

}  // namespace mmoe
