#include "inspect/split_guess.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "inspect/column_values.h"
#include "inspect/facts.h"
#include "inspect/name_words.h"
#include "inspect/yaml_text.h"

namespace mmoe {

namespace {

constexpr size_t kLongestList = 40;  // of days that have to be named one by one
constexpr int64_t kFewRows = 2000;   // of these a tenth judges nothing
constexpr double kShare = 0.1;

using Times = std::vector<ValueCount>;  // sorted

// The first of the last times that together have a share of all rows; `end` is beyond the last.
size_t start_of_share(const Times& times, size_t end, int64_t all_rows) {
  int64_t rows = 0;
  while (end > 0 && double(rows) < kShare * double(all_rows)) rows += times[--end].rows;
  return end;
}

int64_t rows_between(const Times& times, size_t begin, size_t end) {
  int64_t rows = 0;
  for (size_t i = begin; i < end; ++i) rows += times[i].rows;
  return rows;
}

// As the condition language has it; empty if it cannot say so in short.
std::string condition(const std::string& column, const Times& times, size_t begin, size_t end) {
  const std::string name = yaml_text(column) == column ? column : "`" + column + "`";
  if (parse_number(times[begin].word)) {
    if (end - begin == 1) return name + " = " + std::string(times[begin].word);
    const std::string from = name + " >= " + std::string(times[begin].word);
    return end == times.size() ? from
                               : from + " and " + name + " < " + std::string(times[end].word);
  }
  if (end - begin > kLongestList) return "";
  std::vector<std::string> words;
  for (size_t i = begin; i < end; ++i) words.push_back("'" + std::string(times[i].word) + "'");
  return name + " in (" + join(words, ", ") + ")";
}

std::string part_where(const std::string& text) {
  return "{from: train, where: " + yaml_quoted(text) + "}";
}

std::optional<SplitGuess> split_by(const std::string& column, const TableProfile& table) {
  const Times times = sorted_values(table.table.text(column), table.missing);
  const int64_t rows = rows_between(times, 0, times.size());
  const size_t test = start_of_share(times, times.size(), rows);
  const size_t valid = start_of_share(times, test, rows);
  const int64_t train_rows = rows_between(times, 0, valid);
  if (2 * train_rows < rows || valid == 0 || column.find('`') != std::string::npos) return {};
  const std::string valid_rows = condition(column, times, valid, test);
  const std::string test_rows = condition(column, times, test, times.size());
  if (valid_rows.empty() || test_rows.empty()) return std::nullopt;
  SplitGuess split;
  split.train_rows = train_rows;
  split.valid_rows = rows_between(times, valid, test);
  split.valid = part_where(valid_rows);
  split.test = part_where(test_rows);
  split.comment = "By time, as it will be used: the last " +
                  with_commas(rows_between(times, test, times.size())) + " rows test, the " +
                  with_commas(split.valid_rows) + " before them validate.";
  return split;
}

std::string drawn(double share, int seed) {
  return "{from: train, fraction: " + shortest(share) + ", seed: " + std::to_string(seed) + "}";
}

SplitGuess drawn_split(int64_t rows, bool with_test) {
  const double share = rows < kFewRows ? 2 * kShare : kShare;
  SplitGuess split;
  split.comment =
      "Drawn, the same rows every time. If rows of one user or day are alike, divide by `where`.";
  split.valid = drawn(share, 1);
  if (with_test) split.test = drawn(share, 2);
  split.valid_rows = std::llround(share * double(rows));
  split.train_rows = rows - split.valid_rows - (with_test ? split.valid_rows : 0);
  return split;
}

}  // namespace

std::optional<std::string> row_time_column(const std::vector<ColumnProfile>& columns) {
  const ColumnProfile* best = nullptr;
  for (const ColumnProfile& column : columns) {
    const bool fits = column.time != TimeUnit::none && column.missing == 0 &&
                      column.distinct >= 3 && is_row_time_name(column.name);
    const bool better =
        best == nullptr || (column.time == TimeUnit::day && best->time == TimeUnit::moment);
    if (fits && better) best = &column;
  }
  return best == nullptr ? std::nullopt : std::optional(best->name);
}

SplitGuess guess_split(const TableProfile& table, const std::optional<std::string>& time_column,
                       bool with_test) {
  if (with_test && time_column) {
    if (auto split = split_by(*time_column, table)) return std::move(*split);
  }
  return drawn_split(table.table.rows(), with_test);
}

}  // namespace mmoe
