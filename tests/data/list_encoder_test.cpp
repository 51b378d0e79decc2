#include "data/list_encoder.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/errors.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_of;

namespace {

using Strings = std::vector<std::string>;

// "word" or "word=weight" of each value.
Strings shown(const std::vector<ListItem>& items) {
  Strings all;
  for (const auto& [word, weight] : items) {
    all.push_back(std::string(word) + (weight == 1 ? "" : "=" + shortest(weight)));
  }
  return all;
}

Strings read(const ListFormat& format, std::string_view values, std::string_view weights = {},
             size_t length = 100, const Dictionary::Format& texts = {}) {
  return shown(ListReader("f", format, texts, length).read(values, weights));
}

const ListFormat kPlain{"|"}, kLast{"|", true}, kWeighted{"|", false, ":", {}},
    kBeside{"|", false, {}, "w"};

}  // namespace

TEST_CASE("texts are taken apart at separators, empty values left out", "[data]") {
  struct Case {
    const char *separator, *text;
    Strings expected;
  };
  const Case cases[] = {{"|", "a|b|a", {"a", "b", "a"}},
                        {"|", "", {}},
                        {"|", "|", {}},
                        {"|", "|a||b|", {"a", "b"}},
                        {"|", "one two", {"one two"}},
                        {" ", "one  two ", {"one", "two"}},
                        {", ", "a, b,c", {"a", "b,c"}},
                        {"ab", "aabb", {"a", "b"}},
                        {"\x1f", "x\x1fy", {"x", "y"}}};
  for (const Case& one : cases) {
    CAPTURE(one.separator, one.text);
    CHECK(read({one.separator}, one.text) == one.expected);
  }
}

TEST_CASE("blanks and texts for no value as in other columns", "[data]") {
  CHECK(read(kPlain, " a |?| b", {}, 9) == Strings{" a ", "?", " b"});
  CHECK(read(kPlain, " a |?| b| ", {}, 9, {true, {"?"}}) == Strings{"a", "b"});
  CHECK(read(kWeighted, " a : 2 |b", {}, 9, {true, {}}) == Strings{"a=2", "b"});
}

TEST_CASE("of too many values the first or the last are kept", "[data]") {
  CHECK(read(kPlain, "a|b|c|d", {}, 2) == Strings{"a", "b"});
  CHECK(read(kLast, "a|b|c|d", {}, 2) == Strings{"c", "d"});
  CHECK(read(kLast, "a|b||", {}, 2) == Strings{"a", "b"});
  CHECK(read(kBeside, "a|b|c", "2|3|4", 1) == Strings{"a=2"});
}

TEST_CASE("weights stand with their values", "[data]") {
  CHECK(read(kWeighted, "a:0.5|b|c:-2") == Strings{"a=0.5", "b", "c=-2"});
  CHECK(read(kWeighted, "a:b:3|:7|c:") == Strings{"a:b=3", "c"});
}

TEST_CASE("weights stand beside their values", "[data]") {
  CHECK(read(kBeside, "a|b|c", "0.5|2|3") == Strings{"a=0.5", "b=2", "c=3"});
  CHECK(read(kBeside, "a||c|", "0.5||3|") == Strings{"a=0.5", "c=3"});
  CHECK(read(kBeside, "a|b|c", "0.5||3") == Strings{"a=0.5", "b", "c=3"});
  CHECK(read(kBeside, "a|b") == Strings{"a", "b"});
}

TEST_CASE("weights that are none are data errors", "[data]") {
  CHECK(error_of([] { read(kWeighted, "a:x"); }, ExitCode::data) ==
        "feature 'f': the weight 'x' of 'a' is not a number");
  CHECK(error_of([] { read(kWeighted, "a:nan"); }, ExitCode::data) ==
        "feature 'f': the weight 'nan' of 'a' is not a number");
  CHECK(error_of([] { read(kWeighted, "a:1e39"); }, ExitCode::data) ==
        "feature 'f': the weight '1e39' of 'a' is too large for a 32-bit float");
  for (const char* weights : {"1", "1|2|3"}) {
    CHECK_THAT(error_of([&] { read(kBeside, "a|b", weights); }, ExitCode::data),
               ContainsSubstring("not as many weights as values in 'a|b' and '" +
                                 std::string(weights) + "'"));
  }
  error_of([] { read(kBeside, "", "1"); }, ExitCode::data);
}

}  // namespace mmoe
