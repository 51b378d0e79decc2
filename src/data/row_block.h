// A few thousand rows of a file, as they were read: texts or numbers, not yet checked. Texts stay
// where they are until their reader gives the next block.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mmoe {

// One column of a block. Text files give text; Parquet and Arrow give either.
struct Cells {
  bool is_text = true;
  std::vector<std::string_view> text;  // null data: missing
  std::vector<double> numbers;         // NaN: missing
};

struct RowBlock {
  int64_t rows = 0;
  std::vector<Cells> columns;      // in the order that was asked for
  std::vector<int64_t> file_rows;  // number of each row in the file, from 1, header not counted
  std::shared_ptr<const void> storage;  // what `text` points into, if not into the reader
  std::deque<std::string> own_text;     // or this; never moves
};

}  // namespace mmoe
