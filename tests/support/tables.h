// Small tables: written, read whole, shown as texts.
#pragma once

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/text.h"
#include "data/raw_table.h"
#include "data/reader.h"
#include "support/temp_folder.h"

namespace mmoe::test {

// A file as its reader gives it; a value that is not there is "NA".
struct ReadTable {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
  std::vector<int64_t> row_numbers;
};

inline std::string shown(const Cells& cells, size_t row) {
  if (!cells.is_text) return std::isnan(cells.numbers[row]) ? "NA" : shortest(cells.numbers[row]);
  return cells.text[row].data() == nullptr ? "NA" : std::string(cells.text[row]);
}

// Reads these columns, or all of them.
inline ReadTable read_all(const DataConfig& format, const std::string& path, BadRows& bad_rows,
                          std::vector<std::string> columns = {}) {
  if (columns.empty()) columns = column_names(format, path);
  ReadTable table{columns, {}, {}};
  const auto reader = open_table(format, path, columns, bad_rows);
  RowBlock block;
  while (reader->next(block)) {
    for (size_t row = 0; row < static_cast<size_t>(block.rows); ++row) {
      auto& texts = table.rows.emplace_back();
      for (const Cells& cells : block.columns) texts.push_back(shown(cells, row));
      table.row_numbers.push_back(block.file_rows[row]);
    }
  }
  return table;
}

inline ReadTable read_all(const DataConfig& format, const std::string& path,
                          const std::vector<std::string>& columns = {}) {
  BadRows bad_rows(BadRow::fail);
  return read_all(format, path, bad_rows, columns);
}

inline ColumnRequest number_column(const std::string& name, NumberRule rule = {}) {
  return {name, ColumnKind::number, rule};
}

inline ColumnRequest text_column(const std::string& name) { return {name, ColumnKind::text, {}}; }

// A raw table out of the text of a CSV file.
inline RawTable table_of(const std::string& csv, const std::vector<ColumnRequest>& requests,
                         const CsvConfig& format = {}) {
  const TempFolder folder;
  RawTable table(requests, {format.trim, format.missing});
  BadRows bad_rows(format.on_bad_row);
  read_table(format, folder.write("table.csv", csv), table, bad_rows);
  return table;
}

// The words of a text column, row by row; a missing one is "NA".
inline std::vector<std::string> words_of(const RawTable& table, const std::string& name) {
  std::vector<std::string> words;
  const TextColumn& column = table.text(name);
  for (const uint32_t code : column.codes) {
    words.emplace_back(code == Dictionary::kMissing ? "NA" : column.dictionary.word(code));
  }
  return words;
}

inline std::vector<int64_t> all_rows(const RawTable& table) {
  std::vector<int64_t> rows(static_cast<size_t>(table.rows()));
  std::iota(rows.begin(), rows.end(), int64_t{0});
  return rows;
}

}  // namespace mmoe::test
