#include "inspect/table_profile.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "data/encoded_reader.h"

namespace mmoe {

namespace {

using Names = std::vector<std::string>;

// Words that say "no value" in a column of numbers.
constexpr std::array kNoValue = {"?",   "-",    "NA",   "N/A",  "n/a",  "nan",  "NaN",
                                 "NAN", "null", "NULL", "Null", "None", "none", "\\N",
                                 "inf", "-inf", "Inf",  "-Inf", ".",    "#N/A"};

bool is_no_value(std::string_view word) {
  return std::ranges::find(kNoValue, word) != kNoValue.end();
}

bool has_blanks(const Cells& cells) {
  return std::ranges::any_of(cells.text, [](std::string_view text) { return trim(text) != text; });
}

// Which of these words the column has, if all its others are numbers; "?" in any column.
Names missing_words(const TextColumn& column) {
  Names found;
  bool all_numbers = true;
  for (uint32_t code = 1; code < column.dictionary.size(); ++code) {
    const std::string_view word = column.dictionary.word(code);
    if (is_no_value(word)) {
      found.emplace_back(word);
    } else {
      all_numbers = all_numbers && parse_number(word);
    }
  }
  const bool is_empty = found.size() + 1 == column.dictionary.size();
  if (!all_numbers || is_empty) std::erase_if(found, [](auto& word) { return word != "?"; });
  return found;
}

// Those of all columns, after the ones that are known.
Names missing_words(const RawTable& table, Names all) {
  for (const std::string& name : table.names()) {
    for (const std::string& word : missing_words(table.text(name))) {
      if (std::ranges::find(all, word) == all.end()) all.push_back(word);
    }
  }
  return all;
}

std::vector<ColumnRequest> texts(const Names& columns) {
  std::vector<ColumnRequest> requests;
  for (const std::string& column : columns) requests.push_back({column, ColumnKind::text});
  return requests;
}

struct Reading {
  bool is_whole = true, has_blanks = false;
};

Reading read_rows(const DataConfig& format, const std::string& path,
                  std::optional<int64_t> most_rows, RawTable& table, BadRows& bad_rows) {
  const auto reader = open_checked(format, path, table.names(), bad_rows);
  Reading reading;
  RowBlock block;
  while (reader->next(block)) {
    if (most_rows && table.rows() >= *most_rows) {
      reading.is_whole = false;
      break;
    }
    reading.has_blanks = reading.has_blanks || std::ranges::any_of(block.columns, has_blanks);
    table.append(block, path, bad_rows);
  }
  return reading;
}

// The format with what was seen of the rows.
DataConfig with_findings(DataConfig format, const Reading& reading, const Names& missing,
                         bool has_bad_rows) {
  std::visit(
      [&](auto& config) {
        if constexpr (requires { config.trim; }) config.trim |= reading.has_blanks;
        if constexpr (requires { config.missing; }) {
          config.missing = missing;
          if (has_bad_rows) config.on_bad_row = BadRow::skip;
        }
      },
      format);
  return format;
}

}  // namespace

const ColumnProfile* TableProfile::find(const std::string& column) const {
  const auto found = std::ranges::find(columns, column, &ColumnProfile::name);
  return found == columns.end() ? nullptr : &*found;
}

TableProfile profile_table(const DataConfig& format, const std::string& path, const Names& columns,
                           std::optional<int64_t> most_rows, Log& log) {
  BadRows bad_rows(BadRow::skip);
  TableProfile profile{.format = format,
                       .table = RawTable(texts(columns), {.trim = true, .missing = {}})};
  const Reading reading = read_rows(format, path, most_rows, profile.table, bad_rows);
  bad_rows.report(log);
  if (profile.table.rows() == 0) throw data_error(path + ": there are no rows");
  profile.is_whole = reading.is_whole;
  profile.bad_rows = bad_rows.count();
  profile.missing = missing_words(profile.table, text_format(format).missing);
  profile.format = with_findings(format, reading, profile.missing, profile.bad_rows > 0);
  for (const std::string& name : columns) {
    profile.columns.push_back(profile_column(name, profile.table.text(name), profile.missing));
  }
  return profile;
}

}  // namespace mmoe
