#include "data/raw_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace mmoe {

namespace {

std::string text_of(double number) {
  const bool is_integer = std::floor(number) == number && std::abs(number) < 1e15;
  return is_integer ? std::to_string(static_cast<int64_t>(number)) : shortest(number);
}

}  // namespace

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
  for (const ColumnRequest& request : requests_) {
    if (request.kind == ColumnKind::number) {
      numbers_[request.name];
    } else {
      texts_[request.name];
    }
    const auto place = std::ranges::find(names_, request.name);
    positions_.push_back(static_cast<size_t>(place - names_.begin()));
    if (place == names_.end()) names_.push_back(request.name);
  }
}

// Says what is wrong with a value, or nothing and gives the number (NaN: missing).
std::string RawTable::problem_of(const Cells& cells, size_t row, const NumberRule& rule,
                                 double& number) {
  std::string shown;
  if (cells.is_text) {
    const std::string_view text = format_.trim ? trim(cells.text[row]) : cells.text[row];
    const auto parsed = parse_number(text);
    number = parsed.value_or(std::numeric_limits<double>::quiet_NaN());
    if (!parsed && !is_missing(text, format_)) {
      return quote(text) + " is not a number (texts for no value: data.missing)";
    }
  } else {
    number = cells.numbers[row];
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

void RawTable::parse_numbers(const Block& block, const std::string& path, BadRows& bad_rows) {
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

std::vector<size_t> RawTable::append(const Block& block, const std::string& path,
                                     BadRows& bad_rows) {
  parse_numbers(block, path, bad_rows);
  std::vector<size_t> good;
  for (size_t row = 0; row < is_bad_.size(); ++row) {
    if (!is_bad_[row]) good.push_back(row);
  }
  for (size_t column = 0; column < requests_.size(); ++column) {
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

void RawTable::clear() {
  rows_ = 0;
  for (auto& [name, numbers] : numbers_) numbers.clear();
  for (auto& [name, text] : texts_) text.codes.clear();
}

const std::vector<double>& RawTable::numbers(const std::string& name) const {
  return numbers_.at(name);
}

const TextColumn& RawTable::text(const std::string& name) const { return texts_.at(name); }

int64_t read_table(const DataConfig& format, const std::string& path, RawTable& table,
                   BadRows& bad_rows) {
  const int64_t before = table.rows();
  const std::vector<std::string> present = column_names(format, path);
  for (const std::string& name : table.names()) {
    if (std::ranges::find(present, name) == present.end()) {
      throw data_error(path + ": there is no column " + quote(name) +
                       did_you_mean(name, present));
    }
  }
  const auto reader = open_table(format, path, table.names(), bad_rows);
  Block block;
  while (reader->next(block)) table.append(block, path, bad_rows);
  return table.rows() - before;
}

}  // namespace mmoe
