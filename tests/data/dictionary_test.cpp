#include "data/dictionary.h"

#include <string>

#include "support/catch.h"

namespace mmoe {

TEST_CASE("a dictionary numbers words by first appearance", "[data]") {
  const Dictionary::Format format{true, {"?"}};
  Dictionary dictionary;
  CHECK(dictionary.size() == 1);
  const std::pair<const char*, uint32_t> expected[] = {
      {"b", 1}, {"a", 2}, {" b", 1}, {"", 0}, {"  ", 0}, {" ?", 0}, {"b", 1}, {" b", 1}, {"B", 3}};
  for (const auto& [text, code] : expected) {
    CAPTURE(text);
    CHECK(dictionary.code(text, format) == code);
  }
  CHECK(dictionary.size() == 4);
  CHECK(dictionary.word(1) == "b");
}

TEST_CASE("a growing dictionary forgets and moves nothing", "[data]") {
  Dictionary dictionary;
  const uint32_t count = 20000;
  int wrong = 0;
  for (uint32_t k = 0; k < 2 * count; ++k) {
    const uint32_t number = k % count + 1;
    wrong += dictionary.code(std::to_string(number), {}) == number ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(dictionary.word(1) == "1");
  CHECK(dictionary.word(count) == std::to_string(count));
}

}  // namespace mmoe
