#include "data/value_counts.h"

#include <algorithm>

namespace mmoe {

void WordCounts::add(std::string_view word, int64_t count) {
  const uint32_t code = words_.code(word, {});
  if (code == counts_.size()) counts_.push_back(0);
  counts_[code] += count;
}

VocabularyEncoder WordCounts::vocabulary(int64_t min_count) const {
  std::vector<uint32_t> kept;
  for (uint32_t code = 1; code < counts_.size(); ++code) {
    if (counts_[code] >= min_count) kept.push_back(code);
  }
  std::ranges::sort(kept, [&](uint32_t a, uint32_t b) {
    return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : words_.word(a) < words_.word(b);
  });
  VocabularyEncoder encoder;
  for (const uint32_t code : kept) encoder.words.emplace_back(words_.word(code));
  if (counts_[Dictionary::kMissing] >= min_count) {
    encoder.missing = static_cast<int32_t>(kept.size()) + 1;
  }
  return encoder;
}

int32_t IdCounts::most_common() const {
  if (!dense_.empty()) {
    return static_cast<int32_t>(std::ranges::max_element(dense_) - dense_.begin());
  }
  const auto is_less = [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second < b.second : a.first > b.first;
  };
  const auto most = std::ranges::max_element(sparse_, is_less);
  return most == sparse_.end() ? 0 : most->first;
}

}  // namespace mmoe
