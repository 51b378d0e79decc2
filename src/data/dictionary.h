// Texts as codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/texts.h"
#include "data/word_map.h"

namespace mmoe {

// Codes: 0 is a missing value, 1.. count up in order of first appearance.
class Dictionary {
 public:
  struct Format {
    bool trim = false;
    std::vector<std::string> missing;
  };
  static constexpr uint32_t kMissing = 0;

  uint32_t code(std::string_view text, const Format& format);
  std::string_view word(uint32_t code) const { return words_[code - 1]; }
  uint32_t size() const { return static_cast<uint32_t>(words_.size()) + 1; }

 private:
  uint32_t insert(std::string_view text, const Format& format);

  WordMap codes_;  // of texts as written, blanks included
  Texts words_;
};

// The text without blanks around it where the format has them off; whether it stands for no value.
std::string_view word_of(std::string_view text, const Dictionary::Format& format);
bool is_missing(std::string_view word, const Dictionary::Format& format);

// The number as a word: 3, not 3.0 or 3e+00; nothing if it is missing (NaN).
std::string text_of(double number);

}  // namespace mmoe
