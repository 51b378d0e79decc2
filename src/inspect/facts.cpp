#include "inspect/facts.h"

#include <cmath>
#include <cstdint>

#include "base/text.h"

namespace mmoe {

namespace {

constexpr double kMostly = 0.5;  // a value in so many rows is worth a word

std::string counted(int64_t count, const std::string& one) {
  return with_commas(count) + " " + one + (count == 1 ? "" : "s");
}

std::string missing_fact(const ColumnProfile& profile) {
  if (profile.missing == 0) return "";
  return "; " + shown_share(double(profile.missing) / double(profile.rows)) + " missing";
}

}  // namespace

std::string shown_number(double number) {
  const bool is_whole = std::floor(number) == number && std::abs(number) < 1e15;
  if (is_whole) return with_commas(static_cast<int64_t>(number));
  return shortest(static_cast<float>(number));
}

std::string shown_value(std::string_view value) {
  return is_valid_utf8(value) ? quote(value) : "a value that is not UTF-8";
}

std::string shown_share(double share) {
  const auto percent = std::lround(100 * share);
  return share > 0 && percent == 0 ? "under 1%" : std::to_string(percent) + "%";
}

std::string number_fact(const ColumnProfile& profile) {
  std::string fact = counted(profile.distinct, "value") + " from " + shown_number(profile.least) +
                     " to " + shown_number(profile.most);
  const double share = profile.share(profile.most_common_rows);
  if (share >= kMostly) fact += "; " + shown_share(share) + " are " + profile.most_common;
  return fact + missing_fact(profile);
}

std::string category_fact(const ColumnProfile& profile) {
  std::string fact = counted(profile.distinct, "value");
  if (profile.once > 0) fact += ", " + with_commas(profile.once) + " of them once";
  return fact + missing_fact(profile);
}

std::string list_fact(const ColumnProfile& profile) {
  return counted(profile.list->values, "value") + ", up to " + with_commas(profile.list->longest) +
         " a row" + missing_fact(profile);
}

}  // namespace mmoe
