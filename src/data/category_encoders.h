// From texts to ids of embedding tables.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/number_encoders.h"

namespace mmoe {

// Id 0: rare or never seen in training.
struct VocabularyEncoder {
  std::vector<std::string> words;  // text of id 1, 2, ...
  std::optional<int32_t> missing;  // id of a missing value, if training had it

  int64_t rows() const { return static_cast<int64_t>(words.size()) + (missing ? 2 : 1); }
};

// XXH64 with seed 0, so equal everywhere. Id 0 is a missing value.
struct HashEncoder {
  int64_t buckets = 0;
  int64_t rows() const { return buckets + 1; }
  int32_t id_of(std::string_view word) const;
};

// The id of a word that is not empty; nothing if it is unknown. Made ready for many look-ups.
using WordLookup = std::function<std::optional<int32_t>(std::string_view word)>;
WordLookup word_lookup(const VocabularyEncoder& encoder);
WordLookup word_lookup(const HashEncoder& encoder);
WordLookup word_lookup(const BucketEncoder& encoder);

// The same with what a feature says of missing and unknown values.
class WordIds {
 public:
  static constexpr int32_t kFails = -1;

  WordIds(WordLookup lookup, std::string feature, int32_t missing, bool unknown_fails)
      : lookup_(std::move(lookup)),
        feature_(std::move(feature)),
        missing_(missing),
        unknown_(unknown_fails ? kFails : 0) {}

  // kFails: unknown, and that is an error.
  int32_t find(std::string_view word) const {
    return word.empty() ? missing_ : lookup_(word).value_or(unknown_);
  }
  // Throws Error(data) instead.
  int32_t of(std::string_view word) const {
    const int32_t id = find(word);
    if (id == kFails) fail(word);
    return id;
  }
  [[noreturn]] void fail(std::string_view word) const;

 private:
  WordLookup lookup_;
  std::string feature_;
  int32_t missing_, unknown_;
};

}  // namespace mmoe
