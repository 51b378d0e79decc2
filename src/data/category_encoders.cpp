#include "data/category_encoders.h"

#include <cmath>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "data/word_map.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace mmoe {

int32_t HashEncoder::id_of(std::string_view word) const {
  const uint64_t hash = XXH64(word.data(), word.size(), 0);
  return static_cast<int32_t>(hash % static_cast<uint64_t>(buckets)) + 1;
}

WordLookup word_lookup(const VocabularyEncoder& encoder) {
  const auto ids = std::make_shared<WordMap>();
  uint32_t id = 0;
  for (const std::string& word : encoder.words) ids->insert(word, ++id);
  return [ids](std::string_view word) -> std::optional<int32_t> { return ids->find(word); };
}

WordLookup word_lookup(const HashEncoder& encoder) {
  return [encoder](std::string_view word) { return encoder.id_of(word); };
}

WordLookup word_lookup(const BucketEncoder& encoder) {
  return [encoder](std::string_view word) -> std::optional<int32_t> {
    const auto given = parse_number(word);
    const int32_t id = given && std::floor(*given) == *given ? encoder.id_of(*given) : 0;
    return id > 0 ? std::optional(id) : std::nullopt;
  };
}

void WordIds::fail(std::string_view word) const {
  throw data_error("feature " + quote(feature_) + ": the value " + quote(word) +
                   " has no id: it is not one of the training rows', or no given id within range; "
                   "with 'unknown: share' such values share id 0");
}

}  // namespace mmoe
