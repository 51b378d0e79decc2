#include "base/printable.h"

#include "base/text.h"
#include "support/catch.h"

namespace mmoe {

TEST_CASE("plain text of any language is shown as it is", "[base]") {
  for (const char* text : {"", "plain", "a 'b' \\ \"c\"", "Zürich", "北京", "नमस्ते", "\U0001F600",
                           "\U0001F469\u200D\U0001F52C"}) {
    CHECK(printable(text) == text);
    CHECK(printable_lines(text) == text);
  }
}

TEST_CASE("what a terminal would obey is written out", "[base]") {
  CHECK(printable("\x1b[2J\x1b]0;title\x07") == "\\u001b[2J\\u001b]0;title\\u0007");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\u0000b");
  CHECK(printable("over\rwritten\b\x7f") == "over\\u000dwritten\\u0008\\u007f");
  CHECK(printable("\u0080 \u009b31m \u009f") == "\\u0080 \\u009b31m \\u009f");
  CHECK(printable("\u061c\u200e\u200f") == "\\u061c\\u200e\\u200f");
  CHECK(printable("\u2028\u2029\u202a\u202e\u2066\u2069") ==
        "\\u2028\\u2029\\u202a\\u202e\\u2066\\u2069");
}

TEST_CASE("neighbours of what is written out stay", "[base]") {
  const char* text = " ~\u00a0\u061b\u061d\u200d\u2010\u2027\u202f\u2065\u206a";
  CHECK(printable(text) == text);
}

TEST_CASE("line ends and tabs stay in text of several lines only", "[base]") {
  CHECK(printable("a\tb\n") == "a\\u0009b\\u000a");
  CHECK(printable_lines("a\tb\n\r") == "a\tb\n\\u000d");
}

TEST_CASE("bytes that are not UTF-8 are written out one by one", "[base]") {
  CHECK(printable("\xff\x80") == "\\xff\\x80");
  CHECK(printable("\x9b"
                  "31m") == "\\x9b31m");  // C1 of one byte
  CHECK(printable("\xc3") == "\\xc3");
  CHECK(printable("a\xe2\x80") == "a\\xe2\\x80");
  CHECK(printable("\xc0\x9b") == "\\xc0\\x9b");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // half of a pair
  CHECK(printable("\xf0\x9f\x98"
                  "a") ==
        "\\xf0\\x9f\\x98"
        "a");
}

TEST_CASE("whatever the bytes, what is shown is UTF-8 without control characters", "[base]") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second), '\x9b', 'x'};
      const std::string shown = printable(bytes);
      if (!is_valid_utf8(shown)) FAIL(first << " " << second);
      for (const char c : shown) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) FAIL(first << " " << second);
      }
    }
  }
}

}  // namespace mmoe
