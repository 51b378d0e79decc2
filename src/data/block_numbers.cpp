#include "data/block_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.h"
#include "data/number_text.h"

namespace mmoe {

namespace {

constexpr char kMissingProblem[] = "the value is missing";

// "between 0 and 1", "at least 0", "above -1".
std::string bounds_of(const NumberRule& rule) {
  if (std::isfinite(rule.high))
    return "between " + text_of(rule.low) + " and " + text_of(rule.high);
  return (rule.above_low ? "above " : "at least ") + text_of(rule.low);
}

// The first few of these words.
std::string some_of(std::vector<std::string> words) {
  constexpr size_t kShown = 8;
  const bool all = words.size() <= kShown;
  if (!all) words.resize(kShown);
  return any_of(words) + (all ? "" : ", ...");
}

}  // namespace

std::vector<std::string> columns_of(const std::vector<ColumnRequest>& requests) {
  std::vector<std::string> columns;
  for (const ColumnRequest& request : requests) {
    if (std::ranges::find(columns, request.name) == columns.end()) columns.push_back(request.name);
  }
  return columns;
}

BlockNumbers::BlockNumbers(const std::vector<ColumnRequest>& requests, Dictionary::Format format)
    : format_(std::move(format)) {
  for (const std::string& text : format_.missing) {
    if (const auto number = number_from(text)) missing_.push_back(*number);
  }
  const std::vector<std::string> names = columns_of(requests);
  for (const ColumnRequest& request : requests) {
    const auto place = std::ranges::find(names, request.name);
    const auto position = static_cast<size_t>(place - names.begin());
    if (request.kind == ColumnKind::number) {
      columns_.push_back({request.name, request.rule, position, {}});
    } else if (request.rule.required || !request.allowed.empty()) {
      texts_.push_back({request.name, position, request.rule.required, request.allowed});
    }
  }
}

// Says what is wrong with a value, or nothing and gives the number (NaN: missing).
std::string BlockNumbers::problem_of(const Cells& cells, size_t row, const NumberRule& rule,
                                     double& number) const {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  if (cells.is_text) {
    const std::string_view text = word_of(cells.text[row], format_);
    const auto parsed = is_missing(text, format_) ? std::optional(kMissing) : number_from(text);
    if (!parsed) return quote(text) + " is not a number (texts for no value: data.missing)";
    number = *parsed;
  } else {
    const bool missing = std::ranges::find(missing_, cells.numbers[row]) != missing_.end();
    number = missing ? kMissing : cells.numbers[row];
  }
  if (std::isnan(number)) return rule.required ? kMissingProblem : "";
  if (std::isinf(number)) return "the value is infinite (texts for no value: data.missing)";
  if (std::abs(number) > kLargestNumber) {
    return quote(text_of(number)) + " is too large for a 32-bit float";
  }
  if (rule.whole && std::floor(number) != number) {
    return quote(text_of(number)) + " is not a whole number";
  }
  if (number < rule.low || number > rule.high || (rule.above_low && number == rule.low)) {
    return quote(text_of(number)) + " is not " + bounds_of(rule);
  }
  return "";
}

std::string BlockNumbers::problem_of(const Cells& cells, size_t row,
                                     const TextColumn& column) const {
  const std::string own = cells.is_text ? "" : text_of(cells.numbers[row]);
  const std::string_view text = cells.is_text ? word_of(cells.text[row], format_) : own;
  if (is_missing(text, format_)) return column.required ? kMissingProblem : "";
  const bool is_allowed =
      column.allowed.empty() || std::ranges::find(column.allowed, text) != column.allowed.end();
  return is_allowed ? "" : quote(text) + " is not " + some_of(column.allowed);
}

// Notes the rows for which `problem(cells' row)` says something.
template <class Problem>
void BlockNumbers::check(const std::string& column, const RowBlock& block, const std::string& path,
                         BadRows& bad_rows, const Problem& problem) {
  for (size_t row = 0; row < is_bad_.size(); ++row) {
    const std::string what = problem(row);
    if (what.empty() || is_bad_[row]) continue;
    is_bad_[row] = true;
    bad_rows.add(path + ", row " + std::to_string(block.file_rows[row]) + ", column '" + column +
                 "': " + what);
  }
}

void BlockNumbers::read(const RowBlock& block, const std::string& path, BadRows& bad_rows) {
  const auto rows = static_cast<size_t>(block.rows);
  is_bad_.assign(rows, false);
  for (Column& column : columns_) {
    column.values.resize(rows);
    check(column.name, block, path, bad_rows, [&](size_t row) {
      return problem_of(block.columns[column.position], row, column.rule, column.values[row]);
    });
  }
  for (const TextColumn& column : texts_) {
    check(column.name, block, path, bad_rows,
          [&](size_t row) { return problem_of(block.columns[column.position], row, column); });
  }
  good_rows_.clear();
  for (int64_t row = 0; row < block.rows; ++row) {
    if (!is_bad_[static_cast<size_t>(row)]) good_rows_.push_back(row);
  }
}

const std::vector<double>& BlockNumbers::values(const std::string& column) const {
  return std::ranges::find(columns_, column, &Column::name)->values;
}

}  // namespace mmoe
