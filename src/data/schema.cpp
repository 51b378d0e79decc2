#include "data/schema.h"

#include <algorithm>

namespace mmoe {

namespace {

struct Found {
  std::vector<Table> tables;
  std::vector<size_t> positions;

  void add(const Field& field, int64_t first_column, int64_t columns) {
    const auto named = [&](const Table& table) { return table.name == field.table; };
    const auto place = field.table.empty() ? tables.end() : std::ranges::find_if(tables, named);
    positions.push_back(static_cast<size_t>(place - tables.begin()));
    if (place == tables.end()) {
      const std::string& name = field.table.empty() ? field.name : field.table;
      tables.push_back({name, field.rows, field.dim, field.init_deviation, {}});
    }
    for (int64_t i = 0; i < columns; ++i) {
      tables[positions.back()].columns.push_back(first_column + i);
    }
  }
};

Found find_tables(const Schema& schema) {
  Found found;
  for (size_t i = 0; i < schema.fields.size(); ++i) {
    found.add(schema.fields[i], static_cast<int64_t>(i), 1);
  }
  for (size_t i = 0; i < schema.lists.size(); ++i) {
    found.add(schema.lists[i], schema.first_id(i), schema.lists[i].length);
  }
  return found;
}

}  // namespace

int64_t Schema::first_id(size_t list) const {
  auto column = static_cast<int64_t>(fields.size());
  for (size_t i = 0; i < list; ++i) column += lists[i].length;
  return column;
}

int64_t Schema::first_weight(size_t list) const {
  int64_t column = 0;
  for (size_t i = 0; i < list; ++i) column += lists[i].weighted ? lists[i].length : 0;
  return column;
}

int64_t Schema::first_code(size_t position) const {
  int64_t column = first_weight(lists.size());
  for (size_t i = 0; i < position; ++i) column += piecewise[i].bins;
  return column;
}

std::vector<Table> tables_of(const Schema& schema) { return find_tables(schema).tables; }

std::vector<size_t> table_positions(const Schema& schema) { return find_tables(schema).positions; }

}  // namespace mmoe
