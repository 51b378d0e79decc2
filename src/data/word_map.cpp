#include "data/word_map.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mmoe {

namespace {

uint64_t hash_of(std::string_view word) { return XXH3_64bits(word.data(), word.size()); }

}  // namespace

// The slot of the word, or the free one where it would stand.
size_t WordMap::place_of(std::string_view word, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  for (size_t place = hash & mask;; place = (place + 1) & mask) {
    const Slot& slot = slots_[place];
    if (slot.size == kFree) return place;
    if (slot.hash == static_cast<uint32_t>(hash >> 32) && slot.size == word.size() &&
        word == std::string_view(characters_.data() + slot.begin, slot.size)) {
      return place;
    }
  }
}

std::optional<uint32_t> WordMap::find(std::string_view word) const {
  const Slot& slot = slots_[place_of(word, hash_of(word))];
  if (slot.size == kFree) return {};
  return slot.number;
}

void WordMap::insert(std::string_view word, uint32_t number) {
  if (2 * (count_ + 1) > slots_.size()) grow();
  const uint64_t hash = hash_of(word);
  Slot& slot = slots_[place_of(word, hash)];
  if (slot.size != kFree) return;
  slot = {characters_.size(), static_cast<uint32_t>(word.size()), static_cast<uint32_t>(hash >> 32),
          number};
  characters_ += word;
  ++count_;
}

void WordMap::grow() {
  std::vector<Slot> before(2 * slots_.size());
  before.swap(slots_);
  for (const Slot& slot : before) {
    if (slot.size == kFree) continue;
    const std::string_view word(characters_.data() + slot.begin, slot.size);
    slots_[place_of(word, hash_of(word))] = slot;
  }
}

}  // namespace mmoe
