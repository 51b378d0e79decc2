#include "inspect/column_values.h"

#include <algorithm>

#include "base/text.h"

namespace mmoe {

std::vector<ValueCount> values_of(const TextColumn& column,
                                  const std::vector<std::string>& missing) {
  std::vector<int64_t> rows(column.dictionary.size(), 0);
  for (const uint32_t code : column.codes) ++rows[code];
  std::vector<ValueCount> values;
  for (uint32_t code = 1; code < rows.size(); ++code) {
    const std::string_view word = column.dictionary.word(code);
    if (std::ranges::find(missing, word) == missing.end()) values.push_back({word, rows[code]});
  }
  return values;
}

std::vector<ValueCount> sorted_values(const TextColumn& column,
                                      const std::vector<std::string>& missing) {
  std::vector<ValueCount> values = values_of(column, missing);
  const auto number = [](const ValueCount& value) { return parse_number(value.word); };
  const bool all_numbers =
      std::ranges::all_of(values, [&](const auto& value) { return number(value).has_value(); });
  all_numbers ? std::ranges::stable_sort(values, {}, number)
              : std::ranges::stable_sort(values, {}, &ValueCount::word);
  return values;
}

}  // namespace mmoe
