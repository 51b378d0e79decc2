#include "inspect/yaml_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/printable.h"
#include "base/text.h"

namespace mmoe {

namespace {

// Words that YAML, or an older YAML, takes for something else.
constexpr std::array kReserved = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};

bool is_word(std::string_view text) {
  const auto allowed = [](unsigned char c) { return c < 0x80 && (std::isalnum(c) || c == '_'); };
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front()))) return false;
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::all_of(text, allowed) &&
         std::ranges::find(kReserved, lower) == kReserved.end();
}

}  // namespace

std::string yaml_text(std::string_view text) {
  return is_word(text) ? std::string(text) : yaml_quoted(text);
}

std::string yaml_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return printable(quoted) + '"';
}

std::string yaml_list(const std::vector<std::string>& items) {
  return "[" + join(items, ", ") + "]";
}

}  // namespace mmoe
