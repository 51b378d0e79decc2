#include "base/text.h"

#include <cmath>
#include <limits>

#include "support/catch.h"

namespace mmoe {

using Strings = std::vector<std::string>;

TEST_CASE("trim removes blanks around a text only", "[base]") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim("ab") == "ab");
  CHECK(trim(" \t\n").empty());
  CHECK(trim("").empty());
}

TEST_CASE("split keeps empty parts and join undoes it", "[base]") {
  CHECK(split("a.b.c", '.') == Strings{"a", "b", "c"});
  CHECK(split("", '.') == Strings{""});
  CHECK(split(".a..", '.') == Strings{"", "a", "", ""});
  for (const char* text : {"", ".", "a", ".a..b"}) CHECK(join(split(text, '.'), ".") == text);
  CHECK(join({}, ", ").empty());
}

TEST_CASE("join repeats equal parts", "[base]") { CHECK(join({"a", "a"}, ", ") == "a, a"); }

TEST_CASE("quote shows at most 40 characters with control characters written out", "[base]") {
  CHECK(quote("abc") == "'abc'");
  CHECK(quote("") == "''");
  CHECK(quote("a\n\x1b\x7f") == "'a\\u000a\\u001b\\u007f'");
  CHECK(quote("\xff") == "'\\xff'");
  CHECK(quote(std::string(40, 'x')) == "'" + std::string(40, 'x') + "'");
  CHECK(quote(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
}

TEST_CASE("quote never cuts a character in two", "[base]") {
  for (size_t before = 36; before <= 40; ++before) {
    const std::string shown = quote(std::string(before, 'x') + "\U0001F600" + std::string(9, 'y'));
    CHECK(is_valid_utf8(shown));
    CHECK(shown.starts_with("'" + std::string(before, 'x')));
    CHECK_THAT(shown, !Catch::Matchers::ContainsSubstring("\\x"));
  }
}

TEST_CASE("any_of lists words as a sentence does", "[base]") {
  CHECK(any_of({"a"}) == "'a'");
  CHECK(any_of({"a", "b"}) == "'a' or 'b'");
  CHECK(any_of({"a", "b", "c"}) == "'a', 'b' or 'c'");
}

TEST_CASE("nearest finds slips of the finger and nothing else", "[base]") {
  const Strings keys = {"epochs", "steps", "batch_size", "optimizer"};
  CHECK(nearest("epoch", keys) == "epochs");  // left out
  CHECK(nearest("stepss", keys) == "steps");  // too much
  CHECK(nearest("batch-size", keys) == "batch_size");
  CHECK(nearest("optimiezr", keys) == "optimizer");  // swapped
  CHECK(nearest("setps", keys) == "steps");
  CHECK_FALSE(nearest("learning_rate", keys));
  CHECK_FALSE(nearest("", keys));
  CHECK_FALSE(nearest("epochs", {}));
  const std::string page(1'000'000, 'x');
  CHECK_FALSE(nearest(page, {page + "y"}));  // would take an hour
}

TEST_CASE("nearest prefers the closest candidate", "[base]") {
  CHECK(nearest("auc_bux", {"auc_click", "auc_bus_", "auc_buy"}) == "auc_buy");
  CHECK(did_you_mean("stepps", {"steps"}) == "; did you mean 'steps'?");
  CHECK(did_you_mean("tower", {"steps"}).empty());
}

TEST_CASE("a star in a pattern stands for any run of characters", "[base]") {
  struct Case {
    const char *text, *pattern;
    bool matches;
  };
  const Case cases[] = {
      {"age", "age", true},
      {"age", "ag", false},
      {"age", "*", true},
      {"", "*", true},
      {"", "", true},
      {"", "a", false},
      {"user_id", "*_id", true},
      {"user_id", "user*", true},
      {"user_id", "u*r*d", true},
      {"user_idx", "*_id", false},
      {"ab", "a*ab", false},
      {"aab", "*ab", true},
      {"a*b", "a*b", true},
      {"x.y", "x?y", false},
      {"abcabc", "*abc", true},
      {"ab", "ab**", true},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text, c.pattern);
    CHECK(matches_pattern(c.text, c.pattern) == c.matches);
  }
}

TEST_CASE("a pattern with many stars is answered at once", "[base]") {
  std::string pattern;
  for (int i = 0; i < 20; ++i) pattern += "*a";
  CHECK_FALSE(matches_pattern(std::string(200, 'a'), pattern + "*b"));
}

TEST_CASE("UTF-8 is checked as the standard defines it", "[base]") {
  for (const char* good :
       {"", "abc", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(good);
    CHECK(is_valid_utf8(good));
  }
  for (const char* bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "caf\xe9"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_valid_utf8(bad));
  }
}

}  // namespace mmoe
