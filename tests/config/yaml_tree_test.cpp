// What no honest config needs: refused at its place, soon, and without filling the memory.
#include "config/yaml_tree.h"

#include <algorithm>

#include "base/process.h"
#include "config/parsed.h"
#include "support/catch.h"

namespace mmoe {

using Catch::Matchers::ContainsSubstring;
using test::error_in;
using test::parse;

namespace {

std::string repeated(const std::string& text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

// Lists of ten times the list before.
std::string laughs(int levels) {
  std::string yaml = "a0: &a0 [x]\n";
  for (int i = 1; i < levels; ++i) {
    const std::string name = "a" + std::to_string(i), before = "*a" + std::to_string(i - 1);
    yaml += name + ": &" + name + " [" + repeated(before + ", ", 9) + before + "]\n";
  }
  return yaml;
}

}  // namespace

TEST_CASE("YAML may nest so deep and no deeper", "[config]") {
  const auto nested = [](size_t depth) {
    return repeated("[", depth) + "x" + repeated("]", depth);
  };
  CHECK(parse(nested(YamlLimits::kDepth)).kind == Node::Kind::list);
  CHECK(error_in("a:\n  " + nested(YamlLimits::kDepth)) ==
        "c.yaml:2:102: the YAML nests more than 100 lists and mappings in each other");
  CHECK_THAT(error_in(repeated("{a: ", 100'000)),
             ContainsSubstring("c.yaml:1:397: the YAML nests"));
  CHECK_THAT(error_in(repeated("- ", 100'000)), ContainsSubstring("c.yaml:1:201: the YAML nests"));
  CHECK_THAT(error_in(repeated("? ", 100'000)), ContainsSubstring("c.yaml:1:"));
}

TEST_CASE("aliases count as what they stand for", "[config]") {
  CHECK(parse(laughs(4)).entries.at(3).value.items.size() == 10);
  CHECK_THAT(error_in(laughs(12)), ContainsSubstring("c.yaml:7:10: ") &&
                                       ContainsSubstring("the YAML is too large, with what") &&
                                       ContainsSubstring("at most 500,000 values"));
  const std::string page(100'000, 'x');
  CHECK_THAT(error_in("a: &a " + page + "\nb: [" + repeated("*a, ", 50) + "]\n"),
             ContainsSubstring("c.yaml:2:") && ContainsSubstring("4,194,304 bytes in them"));
}

TEST_CASE("an alias is no part of itself", "[config]") {
  CHECK(error_in("a: &a [1, *a]\n") == "c.yaml:1:11: an alias stands for what it is a part of");
  CHECK(error_in("&a {b: *a}\n") == "c.yaml:1:8: an alias stands for what it is a part of");
}

TEST_CASE("an alias stands where it is written", "[config]") {
  const Node tree = parse("a: &a x\nb: [*a, *a]\n*a : y\n");
  CHECK(tree.entries.at(1).value.items.at(1).where.text() == "c.yaml:2:9");
  CHECK(tree.entries.at(2).key == "x");
}

TEST_CASE("documents beyond their size are not read", "[config]") {
  CHECK(parse("a: " + std::string(1'000'000, 'x')).entries.at(0).value.text.size() == 1'000'000);
  CHECK(error_in(std::string(YamlLimits::kBytes + 1, ' ')) ==
        "c.yaml: larger than a YAML document may be here (4,194,304 bytes)");
  CHECK(error_in(std::string(YamlLimits::kSigns + 1, '[')) ==
        "c.yaml: more than 1,000,000 brackets, commas, line ends and the like");
}

TEST_CASE("bytes that are no text are shown their place", "[config]") {
  CHECK(error_in("a: 1\nb: \xc3\xa4\xc3\n") == "c.yaml:2:6: not valid UTF-8 text");
  CHECK(error_in("\xff\xfe a") == "c.yaml:1:1: not valid UTF-8 text");
  CHECK(error_in("a: 1\n\xed\xa0\x80") == "c.yaml:2:1: not valid UTF-8 text");
  CHECK(error_in(std::string("a: 1\nb: x\0y", 11)) ==
        "c.yaml:2:5: a control character; in YAML it is written \\x00 in double quotes");
  // The library takes this one for the end.
  CHECK(error_in("a: 1\x04\nb: [") ==
        "c.yaml:1:5: a control character; in YAML it is written \\x04 in double quotes");
  CHECK(parse("a: \"\\0\\x04\"").entries.at(0).value.text == std::string("\0\x04", 2));
}

TEST_CASE("a byte order mark is no part of a document", "[config]") {
  CHECK(parse("\xef\xbb\xbf"
              "a: 1\n")
            .entries.at(0)
            .key == "a");
}

TEST_CASE("tabs and line ends of other systems", "[config]") {
  CHECK(parse("a:\t1\r\nb: 2\r\n").entries.at(1).value.text == "2");
  CHECK_THAT(error_in("a:\n\tb: 1\n"), ContainsSubstring("c.yaml:2:"));
}

TEST_CASE("only so many problems are listed", "[config]") {
  const std::string message = error_in("{" + repeated("a: 1, ", 10'000) + "}");
  CHECK(std::ranges::count(message, '\n') == 100);
  CHECK_THAT(message, ContainsSubstring("There are more problems than are shown."));
}

TEST_CASE("many keys take no more than their share of time", "[config]") {
  std::string yaml;
  for (int i = 0; i < 100'000; ++i) yaml += "k" + std::to_string(i) + ": 1\n";
  CHECK(parse(yaml).entries.size() == 100'000);
}

// Every one of them takes long, or much, where it is read to its end first.
TEST_CASE("a hostile document leaves the memory alone", "[config]") {
  const double before = peak_memory_mb();
  for (const std::string start : {"[", "{a: ", "a: [", "- ", "&a ", "!x ", "\"", "'", "a: |\n ",
                                  "x, ", "[x,", "? ", "*a ", "%", "a\n", "{", ": ", "# ", "a: "}) {
    CAPTURE(start);
    try {
      parse(repeated(start, std::min(YamlLimits::kBytes / start.size(), YamlLimits::kSigns / 10)));
    } catch (const Error& error) {
      CHECK_THAT(error.what(), ContainsSubstring("c.yaml:"));
    }
  }
#ifdef __SANITIZE_ADDRESS__
  constexpr double kMost = 600;  // which holds back what was freed
#else
  constexpr double kMost = 200;
#endif
  CHECK(peak_memory_mb() - before < kMost);
}

}  // namespace mmoe
