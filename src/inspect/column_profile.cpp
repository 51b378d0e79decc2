#include "inspect/column_profile.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace mmoe {

namespace {

// The distinct values of a column and how many rows have each, in the order of appearance.
struct Values {
  std::vector<std::string_view> words;
  std::vector<int64_t> counts;
};

Values values_of(const TextColumn& column, const std::vector<std::string>& missing) {
  const std::vector<int64_t> counts = code_counts(column);
  Values values;
  for (uint32_t code = 1; code < counts.size(); ++code) {
    const std::string_view word = column.dictionary.word(code);
    if (std::ranges::find(missing, word) != missing.end()) continue;
    values.words.push_back(word);
    values.counts.push_back(counts[code]);
  }
  return values;
}

void count_values(const Values& values, ColumnProfile& profile) {
  profile.distinct = static_cast<int64_t>(values.words.size());
  profile.missing = profile.rows;
  for (size_t i = 0; i < values.words.size(); ++i) {
    const int64_t count = values.counts[i];
    profile.missing -= count;
    profile.once += count == 1 ? 1 : 0;
    profile.repeated_rows += count >= ColumnProfile::kOften ? count : 0;
    if (count <= profile.most_common_rows) continue;
    profile.most_common_rows = count;
    profile.most_common = values.words[i];
  }
}

void measure_numbers(const Values& values, ColumnProfile& profile) {
  std::vector<double> numbers;
  for (const std::string_view word : values.words) {
    const auto number = parse_number(word);
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
  for (size_t i = 0; i < numbers.size(); ++i) sum += numbers[i] * double(values.counts[i]);
  profile.mean = sum / rows;
  for (size_t i = 0; i < numbers.size(); ++i) {
    squares += std::pow(numbers[i] - profile.mean, 2) * double(values.counts[i]);
  }
  profile.deviation = std::sqrt(squares / rows);
}

TimeUnit common_unit(const Values& values) {
  if (values.words.empty()) return TimeUnit::none;
  const TimeUnit first = time_unit(values.words.front());
  const bool same = first != TimeUnit::none && std::ranges::all_of(values.words, [&](auto word) {
                      return time_unit(word) == first;
                    });
  return same ? first : TimeUnit::none;
}

}  // namespace

std::vector<int64_t> code_counts(const TextColumn& column) {
  std::vector<int64_t> counts(column.dictionary.size(), 0);
  for (const uint32_t code : column.codes) ++counts[code];
  return counts;
}

ColumnProfile profile_column(const std::string& name, const TextColumn& column,
                             const std::vector<std::string>& missing) {
  const Values values = values_of(column, missing);
  ColumnProfile profile{.name = name, .rows = static_cast<int64_t>(column.codes.size())};
  count_values(values, profile);
  measure_numbers(values, profile);
  profile.time = common_unit(values);
  if (!profile.numeric && profile.time == TimeUnit::none) profile.list = list_shape(values.words);
  return profile;
}

}  // namespace mmoe
