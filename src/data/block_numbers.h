// The columns of a block that are wanted as numbers, parsed and checked; checks of texts that are
// required or of which only some are allowed; and which rows are good.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/column_request.h"
#include "data/dictionary.h"
#include "data/reader.h"

namespace mmoe {

// The columns of these requests, each once; blocks stand in this order.
std::vector<std::string> columns_of(const std::vector<ColumnRequest>& requests);

class BlockNumbers {
 public:
  // Blocks hold the columns of `requests` first; other texts are left alone.
  BlockNumbers(const std::vector<ColumnRequest>& requests, Dictionary::Format format);

  // `path` is for messages.
  void read(const RowBlock& block, const std::string& path, BadRows& bad_rows);

  // Of the block at hand. NaN: missing.
  const std::vector<double>& values(const std::string& column) const;
  // Positions of the rows in which every number and text is believed.
  const std::vector<int64_t>& good_rows() const { return good_rows_; }

 private:
  struct Column {
    std::string name;
    NumberRule rule;
    size_t position;
    std::vector<double> values;
  };
  struct TextColumn {
    std::string name;
    size_t position;
    bool required;
    std::vector<std::string> allowed;  // empty: all
  };
  std::string problem_of(const Cells& cells, size_t row, const NumberRule& rule,
                         double& number) const;
  std::string problem_of(const Cells& cells, size_t row, const TextColumn& column) const;
  template <class Problem>
  void check(const std::string& column, const RowBlock& block, const std::string& path,
             BadRows& bad_rows, const Problem& problem);

  Dictionary::Format format_;
  std::vector<double> missing_;  // the texts for no value that are numbers
  std::vector<Column> columns_;
  std::vector<TextColumn> texts_;
  std::vector<bool> is_bad_;
  std::vector<int64_t> good_rows_;
};

}  // namespace mmoe
