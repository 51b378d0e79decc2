#include "data/number_text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace mmoe {

std::optional<double> number_from(std::string_view text) {
  if (const auto number = parse_number(text)) return number;
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, number);
  if (text.empty() || text.back() == ')' || stop != end) return {};  // "nan(...)" is for compilers
  if (status == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), {});
  return number;
}

float to_float(double number) {
  return static_cast<float>(std::clamp(number, -kLargestNumber, kLargestNumber));
}

}  // namespace mmoe
