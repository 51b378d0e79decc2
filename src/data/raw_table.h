// The columns a run needs, compact, before encoding: numbers as doubles, texts as codes into a
// dictionary. Built block by block; the texts of the file are never held as a whole.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "data/reader.h"

namespace mmoe {

// What a number must obey to be believed; a row that does not is a bad row.
struct NumberRule {
  bool required = false;  // may not be missing
  bool whole = false;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

enum class ColumnKind { number, text };

struct ColumnRequest {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  NumberRule rule;
};

// Texts as codes: 0 is a missing value, 1.. count up in order of first appearance.
class Dictionary {
 public:
  struct Format {
    bool trim = false;
    std::vector<std::string> missing;
  };
  static constexpr uint32_t kMissing = 0;

  uint32_t code(std::string_view text, const Format& format);
  const std::string& word(uint32_t code) const { return *words_[code - 1]; }
  uint32_t size() const { return static_cast<uint32_t>(words_.size()) + 1; }

 private:
  struct Hash {
    size_t operator()(std::string_view text) const;
  };
  uint32_t insert(std::string_view text, const Format& format);
  std::deque<std::string> seen_;  // as written, blanks included; never moves
  std::unordered_map<std::string_view, uint32_t, Hash> codes_;
  std::unordered_map<std::string, uint32_t> trimmed_;
  std::vector<const std::string*> words_;
};

// The number as a word: 3, not 3.0 or 3e+00.
std::string text_of(double number);

bool is_missing(std::string_view text, const Dictionary::Format& format);

struct TextColumn {
  std::vector<uint32_t> codes;  // [rows]
  Dictionary dictionary;
};

class RawTable {
 public:
  RawTable(std::vector<ColumnRequest> requests, Dictionary::Format format);

  // Adds the rows of a block whose columns stand as requested; bad rows are left out.
  // `path` is for messages. Gives the positions in the block of the rows that were added.
  std::vector<size_t> append(const RowBlock& block, const std::string& path, BadRows& bad_rows);

  // The columns to read, each once; blocks stand in this order.
  const std::vector<std::string>& names() const { return names_; }
  int64_t rows() const { return rows_; }
  const std::vector<double>& numbers(const std::string& name) const;  // NaN: missing
  const TextColumn& text(const std::string& name) const;

 private:
  void parse_numbers(const RowBlock& block, const std::string& path, BadRows& bad_rows);
  std::string problem_of(const Cells& cells, size_t row, const NumberRule& rule, double& number);

  std::vector<ColumnRequest> requests_;
  std::vector<std::string> names_;
  std::vector<size_t> positions_;  // of each request's column in a block
  std::vector<bool> is_repeat_;    // requests for what an earlier one already holds
  Dictionary::Format format_;
  std::vector<double> missing_numbers_;  // the texts for no value that are numbers
  int64_t rows_ = 0;
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, TextColumn> texts_;
  // Of the block at hand.
  std::vector<std::vector<double>> parsed_;
  std::vector<bool> is_bad_;
};

// Reads a file into the table, block by block; gives the number of rows added.
int64_t read_table(const DataConfig& format, const std::string& path, RawTable& table,
                   BadRows& bad_rows);

}  // namespace mmoe
