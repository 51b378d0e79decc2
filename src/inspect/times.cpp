#include "inspect/times.h"

#include "base/text.h"

namespace mmoe {

namespace {

constexpr double kFrom = 946'684'800, kTo = 2'208'988'800;  // seconds: the years 2000 and 2040

bool is_within(std::string_view digits, int64_t low, int64_t high) {
  const auto number = parse_integer(digits);
  return number && *number >= low && *number <= high;
}

bool is_day(std::string_view year, std::string_view month, std::string_view day) {
  return is_within(year, 1900, 2100) && is_within(month, 1, 12) && is_within(day, 1, 31);
}

bool starts_with_iso_day(std::string_view text) {
  if (text.size() < 10 || (text[4] != '-' && text[4] != '/') || text[7] != text[4]) return false;
  return is_day(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
}

}  // namespace

TimeUnit time_unit(std::string_view text) {
  if (starts_with_iso_day(text)) {
    if (text.size() == 10) return TimeUnit::day;
    return text[10] == ' ' || text[10] == 'T' ? TimeUnit::moment : TimeUnit::none;
  }
  if (text.size() == 8 && is_day(text.substr(0, 4), text.substr(4, 2), text.substr(6))) {
    return TimeUnit::day;
  }
  const double seconds = parse_number(text).value_or(0);
  const bool is_moment =
      (seconds >= kFrom && seconds < kTo) || (seconds >= 1000 * kFrom && seconds < 1000 * kTo);
  return is_moment ? TimeUnit::moment : TimeUnit::none;
}

}  // namespace mmoe
