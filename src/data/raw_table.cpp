#include "data/raw_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

std::string text_of(double number) {
  const bool is_integer = std::floor(number) == number && std::abs(number) < 1e15;
  return is_integer ? std::to_string(static_cast<int64_t>(number)) : shortest(number);
}

bool is_missing(std::string_view text, const Dictionary::Format& format) {
  return text.empty() || std::ranges::find(format.missing, text) != format.missing.end();
}

size_t Dictionary::Hash::operator()(std::string_view text) const {
  return XXH3_64bits(text.data(), text.size());
}

uint32_t Dictionary::code(std::string_view text, const Format& format) {
  const auto known = codes_.find(text);
  return known != codes_.end() ? known->second : insert(text, format);
}

// Spellings that differ in blanks share a code once trimmed.
uint32_t Dictionary::insert(std::string_view text, const Format& format) {
  seen_.emplace_back(text);
  const std::string_view word = format.trim ? trim(text) : text;
  uint32_t code = kMissing;
  if (!is_missing(word, format)) {
    const auto [place, is_new] = trimmed_.try_emplace(std::string(word), size());
    if (is_new) words_.push_back(&place->first);
    code = place->second;
  }
  codes_.emplace(seen_.back(), code);
  return code;
}

RawTable::RawTable(std::vector<ColumnRequest> requests, Dictionary::Format format)
    : requests_(std::move(requests)), format_(std::move(format)) {
  for (const std::string& text : format_.missing) {
    if (const auto number = parse_number(text)) missing_numbers_.push_back(*number);
  }
  for (const ColumnRequest& request : requests_) {
    const bool is_new = request.kind == ColumnKind::number
                            ? numbers_.try_emplace(request.name).second
                            : texts_.try_emplace(request.name).second;
    is_repeat_.push_back(!is_new);
    const auto place = std::ranges::find(names_, request.name);
    positions_.push_back(static_cast<size_t>(place - names_.begin()));
    if (place == names_.end()) names_.push_back(request.name);
  }
}

// Says what is wrong with a value, or nothing and gives the number (NaN: missing).
std::string RawTable::problem_of(const Cells& cells, size_t row, const NumberRule& rule,
                                 double& number) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  if (cells.is_text) {
    const std::string_view text = format_.trim ? trim(cells.text[row]) : cells.text[row];
    const auto parsed = is_missing(text, format_) ? std::optional(kMissing) : parse_number(text);
    if (!parsed) return quote(text) + " is not a number (texts for no value: data.missing)";
    number = *parsed;
  } else {
    const bool missing =
        std::ranges::find(missing_numbers_, cells.numbers[row]) != missing_numbers_.end();
    number = missing ? kMissing : cells.numbers[row];
  }
  if (std::isnan(number)) return rule.required ? "the value is missing" : "";
  if (std::isinf(number)) return "the value is infinite";
  if (rule.whole && std::floor(number) != number) {
    return quote(text_of(number)) + " is not a whole number";
  }
  if (number < rule.low || number > rule.high) {
    return quote(text_of(number)) + " is not between " + text_of(rule.low) + " and " +
           text_of(rule.high);
  }
  return "";
}

void RawTable::parse_numbers(const RowBlock& block, const std::string& path, BadRows& bad_rows) {
  const auto rows = static_cast<size_t>(block.rows);
  is_bad_.assign(rows, false);
  parsed_.resize(requests_.size());
  for (size_t column = 0; column < requests_.size(); ++column) {
    if (requests_[column].kind != ColumnKind::number) continue;
    parsed_[column].resize(rows);
    for (size_t row = 0; row < rows; ++row) {
      const std::string problem = problem_of(block.columns[positions_[column]], row,
                                             requests_[column].rule, parsed_[column][row]);
      if (problem.empty() || is_bad_[row]) continue;
      is_bad_[row] = true;
      bad_rows.add(path + ", row " + std::to_string(block.file_rows[row]) + ", column '" +
                   requests_[column].name + "': " + problem);
    }
  }
}

std::vector<size_t> RawTable::append(const RowBlock& block, const std::string& path,
                                     BadRows& bad_rows) {
  parse_numbers(block, path, bad_rows);
  std::vector<size_t> good;
  for (size_t row = 0; row < is_bad_.size(); ++row) {
    if (!is_bad_[row]) good.push_back(row);
  }
  for (size_t column = 0; column < requests_.size(); ++column) {
    if (is_repeat_[column]) continue;
    const Cells& cells = block.columns[positions_[column]];
    if (requests_[column].kind == ColumnKind::number) {
      std::vector<double>& numbers = numbers_.at(requests_[column].name);
      for (const size_t row : good) numbers.push_back(parsed_[column][row]);
      continue;
    }
    TextColumn& text = texts_.at(requests_[column].name);
    for (const size_t row : good) {
      if (cells.is_text) {
        text.codes.push_back(text.dictionary.code(cells.text[row], format_));
      } else {
        const double number = cells.numbers[row];
        const std::string printed = std::isnan(number) ? "" : text_of(number);
        text.codes.push_back(text.dictionary.code(printed, format_));
      }
    }
  }
  rows_ += static_cast<int64_t>(good.size());
  return good;
}

const std::vector<double>& RawTable::numbers(const std::string& name) const {
  return numbers_.at(name);
}

const TextColumn& RawTable::text(const std::string& name) const { return texts_.at(name); }

int64_t read_table(const DataConfig& format, const std::string& path, RawTable& table,
                   BadRows& bad_rows) {
  const int64_t before = table.rows();
  const auto reader = open_checked(format, path, table.names(), bad_rows);
  RowBlock block;
  while (reader->next(block)) table.append(block, path, bad_rows);
  return table.rows() - before;
}

}  // namespace mmoe
