#include "inspect/column_profile.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "inspect/column_values.h"

namespace mmoe {

namespace {

using Values = std::vector<ValueCount>;

void count_values(const Values& values, ColumnProfile& profile) {
  profile.distinct = static_cast<int64_t>(values.size());
  profile.missing = profile.rows;
  for (const auto& [word, rows] : values) {
    profile.missing -= rows;
    profile.once += rows == 1 ? 1 : 0;
    profile.repeated_rows += rows >= ColumnProfile::kOften ? rows : 0;
    if (rows <= profile.most_common_rows) continue;
    profile.most_common_rows = rows;
    profile.most_common = word;
  }
}

void measure_numbers(const Values& values, ColumnProfile& profile) {
  std::vector<double> numbers;
  for (const ValueCount& value : values) {
    const auto number = parse_number(value.word);
    if (!number) return;
    numbers.push_back(*number);
  }
  if (numbers.empty()) return;
  profile.numeric = true;
  profile.whole = std::ranges::all_of(numbers, [](double n) { return std::floor(n) == n; });
  profile.ascending = profile.once == profile.present() && std::ranges::is_sorted(numbers);
  profile.least = std::ranges::min(numbers);
  profile.most = std::ranges::max(numbers);
  const auto rows = static_cast<double>(profile.present());
  double sum = 0, squares = 0;
  for (size_t i = 0; i < numbers.size(); ++i) sum += numbers[i] * double(values[i].rows);
  profile.mean = sum / rows;
  for (size_t i = 0; i < numbers.size(); ++i) {
    squares += std::pow(numbers[i] - profile.mean, 2) * double(values[i].rows);
  }
  profile.deviation = std::sqrt(squares / rows);
}

TimeUnit common_unit(const Values& values) {
  if (values.empty()) return TimeUnit::none;
  const TimeUnit first = time_unit(values.front().word);
  const bool same = std::ranges::all_of(
      values, [&](const ValueCount& value) { return time_unit(value.word) == first; });
  return same ? first : TimeUnit::none;
}

std::optional<ListShape> shape_of(const Values& values) {
  std::vector<std::string_view> words;
  for (const ValueCount& value : values) words.push_back(value.word);
  return list_shape(words);
}

}  // namespace

ColumnProfile profile_column(const std::string& name, const TextColumn& column,
                             const std::vector<std::string>& missing) {
  const Values values = values_of(column, missing);
  ColumnProfile profile{.name = name, .rows = static_cast<int64_t>(column.codes.size())};
  count_values(values, profile);
  measure_numbers(values, profile);
  profile.time = common_unit(values);
  if (!profile.numeric && profile.time == TimeUnit::none) profile.list = shape_of(values);
  return profile;
}

}  // namespace mmoe
