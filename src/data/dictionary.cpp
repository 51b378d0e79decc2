#include "data/dictionary.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace mmoe {

uint32_t Dictionary::code(std::string_view text, const Format& format) {
  const auto known = codes_.find(text);
  return known ? *known : insert(text, format);
}

// Spellings that differ in blanks share a code once trimmed.
uint32_t Dictionary::insert(std::string_view text, const Format& format) {
  const std::string_view word = word_of(text, format);
  uint32_t code = kMissing;
  if (word.size() < text.size()) {
    code = this->code(word, format);
  } else if (!is_missing(word, format)) {
    code = size();
    words_.add(word);
  }
  codes_.insert(text, code);
  return code;
}

std::string_view word_of(std::string_view text, const Dictionary::Format& format) {
  return format.trim ? trim(text) : text;
}

bool is_missing(std::string_view word, const Dictionary::Format& format) {
  return word.empty() || std::ranges::find(format.missing, word) != format.missing.end();
}

std::string text_of(double number) {
  if (std::isnan(number)) return "";
  const bool is_integer = std::floor(number) == number && std::abs(number) < 1e15;
  return is_integer ? std::to_string(static_cast<int64_t>(number)) : shortest(number);
}

}  // namespace mmoe
