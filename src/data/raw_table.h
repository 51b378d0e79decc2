// The columns a run needs, compact, before encoding: numbers as doubles, texts as codes into a
// dictionary. Built block by block; the texts of the file are never held as a whole.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "data/block_numbers.h"
#include "data/column_request.h"
#include "data/dictionary.h"
#include "data/reader.h"

namespace mmoe {

struct TextColumn {
  std::vector<uint32_t> codes;  // [rows]
  Dictionary dictionary;

  std::string_view word(size_t row) const {  // empty: missing
    const uint32_t code = codes[row];
    return code == Dictionary::kMissing ? std::string_view() : dictionary.word(code);
  }
};

class RawTable {
 public:
  RawTable(const std::vector<ColumnRequest>& requests, const Dictionary::Format& format);

  // Adds the rows of a block whose columns stand as requested; bad rows are left out.
  // `path` is for messages.
  void append(const RowBlock& block, const std::string& path, BadRows& bad_rows);

  // The columns to read, each once; blocks stand in this order.
  const std::vector<std::string>& names() const { return names_; }
  int64_t rows() const { return rows_; }
  const Dictionary::Format& format() const { return format_; }
  const std::vector<double>& numbers(const std::string& name) const;  // NaN: missing
  const TextColumn& text(const std::string& name) const;

 private:
  void append_texts(const Cells& cells, TextColumn& column);

  std::vector<std::string> names_;
  Dictionary::Format format_;
  BlockNumbers block_numbers_;
  int64_t rows_ = 0;
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, TextColumn> texts_;
};

// Reads a file into the table, block by block; gives the number of rows added.
int64_t read_table(const DataConfig& format, const std::string& path, RawTable& table,
                   BadRows& bad_rows);

}  // namespace mmoe
