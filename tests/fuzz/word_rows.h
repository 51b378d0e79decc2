// A table every column of which holds the same words.
#pragma once

#include <numeric>
#include <span>
#include <string_view>
#include <vector>

#include "data/raw_table.h"

namespace mmoe::fuzz {

inline RawTable word_rows(const std::vector<ColumnRequest>& requests,
                          std::span<const std::string_view> words, BadRow policy) {
  RawTable table(requests, {});
  RowBlock block;
  block.rows = static_cast<int64_t>(words.size());
  block.file_rows.resize(words.size());
  std::iota(block.file_rows.begin(), block.file_rows.end(), 1);
  Cells cells;
  cells.text.assign(words.begin(), words.end());
  block.columns.assign(table.names().size(), cells);
  BadRows bad_rows(policy);
  table.append(block, "rows", bad_rows);
  return table;
}

}  // namespace mmoe::fuzz
