// Words to numbers, for look-ups by the million: all words in one piece of memory, found through
// one table of places that is never more than half full.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

class WordMap {
 public:
  std::optional<uint32_t> find(std::string_view word) const;

  // A word that is there already keeps its number.
  void insert(std::string_view word, uint32_t number);

 private:
  static constexpr uint32_t kFree = ~uint32_t{0};
  struct Slot {
    size_t begin = 0;  // of the word
    uint32_t size = kFree;
    uint32_t hash = 0;
    uint32_t number = 0;
  };
  size_t place_of(std::string_view word, uint64_t hash) const;
  void grow();

  std::vector<Slot> slots_{16};
  size_t count_ = 0;
  std::string characters_;
};

}  // namespace mmoe
