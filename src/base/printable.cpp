#include "base/printable.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mmoe {

namespace {

struct Character {
  char32_t code = 0;
  size_t size = 0;  // in bytes; 0: not UTF-8
};

Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
  const std::string_view own = text.substr(0, size);
  if (own.size() < size || !is_valid_utf8(own)) return {};
  char32_t code = lead & (0xFFu >> (size + 1));
  for (const char c : own.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return {code, size};
}

// What a terminal obeys instead of showing it.
bool is_control(char32_t code) {
  const auto within = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
  return code < 0x20 || within(0x7F, 0x9F) || code == 0x061C || within(0x200E, 0x200F) ||
         within(0x2028, 0x202E) || within(0x2066, 0x2069);
}

std::string written_out(std::string_view text, std::string_view kept) {
  std::string shown;
  while (!text.empty()) {
    const auto [code, size] = first_of(text);
    if (size == 0) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (is_control(code) && kept.find(text.front()) == kept.npos) {
      shown += fmt::format("\\u{:04x}", static_cast<uint32_t>(code));
    } else {
      shown += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return shown;
}

}  // namespace

std::string printable(std::string_view text) { return written_out(text, ""); }
std::string printable_lines(std::string_view text) { return written_out(text, "\n\t"); }

}  // namespace mmoe
