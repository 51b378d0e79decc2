#include "data/raw_table.h"

#include <algorithm>

#include "data/table_room.h"

namespace mmoe {

RawTable::RawTable(const std::vector<ColumnRequest>& requests, const Dictionary::Format& format)
    : names_(columns_of(requests)), format_(format), block_numbers_(requests, format) {
  for (const ColumnRequest& request : requests) {
    request.kind == ColumnKind::number ? void(numbers_[request.name]) : void(texts_[request.name]);
  }
}

void RawTable::append(const RowBlock& block, const std::string& path, BadRows& bad_rows) {
  block_numbers_.read(block, path, bad_rows);
  const std::vector<int64_t>& good = block_numbers_.good_rows();
  for (auto& [name, numbers] : numbers_) {
    const std::vector<double>& values = block_numbers_.values(name);
    for (const int64_t row : good) numbers.push_back(values[static_cast<size_t>(row)]);
  }
  for (auto& [name, column] : texts_) {
    const auto position = std::ranges::find(names_, name) - names_.begin();
    append_texts(block.columns[static_cast<size_t>(position)], column);
  }
  rows_ += static_cast<int64_t>(good.size());
}

void RawTable::append_texts(const Cells& cells, TextColumn& column) {
  for (const int64_t row : block_numbers_.good_rows()) {
    const auto at = static_cast<size_t>(row);
    const uint32_t code = cells.is_text
                              ? column.dictionary.code(cells.text[at], format_)
                              : column.dictionary.code(text_of(cells.numbers[at]), format_);
    column.codes.push_back(code);
  }
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
  const TableRoom room;
  while (reader->next(block)) {
    table.append(block, path, bad_rows);
    room.check(table, table.rows());
  }
  return table.rows() - before;
}

}  // namespace mmoe
