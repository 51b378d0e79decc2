#include "data/word_map.h"

#include <memory>

#include "support/catch.h"

namespace mmoe {

TEST_CASE("words of any length and bytes are found again", "[data]") {
  WordMap map;
  const uint32_t count = 3000;
  for (uint32_t i = 0; i < count; ++i) {
    CHECK_FALSE(map.find(std::string(i, 'x')));
    map.insert(std::string(i, 'x'), i);
    map.insert(std::string(i, '\0') + "y", count + i);
  }
  int wrong = 0;
  for (uint32_t i = 0; i < count; ++i) {
    wrong += map.find(std::string(i, 'x')) == i ? 0 : 1;
    wrong += map.find(std::string(i, '\0') + "y") == count + i ? 0 : 1;
    wrong += map.find(std::string(i + 1, 'z')) ? 1 : 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a word keeps its first number", "[data]") {
  WordMap map;
  CHECK_FALSE(map.find(""));
  map.insert("", 0);
  map.insert("a", 7);
  map.insert("a", 8);
  CHECK(map.find("") == 0u);
  CHECK(map.find("a") == 7u);
  CHECK_FALSE(map.find("A"));
}

// A copy of a map of views would look at the words of the first.
TEST_CASE("a copy stands by itself", "[data]") {
  auto first = std::make_unique<WordMap>();
  first->insert("a", 1);
  WordMap copy = *first;
  first->insert("b", 2);
  first.reset();
  CHECK(copy.find("a") == 1u);
  CHECK_FALSE(copy.find("b"));
}

}  // namespace mmoe
