// What a model sees of the data: numeric inputs, fields of categories with their tables, lists of
// categories, and piecewise-linear codes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/pooling_config.h"

namespace mmoe {

// A categorical input: ids 0..rows-1, each with a row of `dim` in an embedding table.
struct Field {
  std::string name;
  int64_t rows = 0;
  int64_t dim = 0;
  double init_deviation = 0;
  int32_t common = 0;      // the id that most training rows have
  std::string table = {};  // fields and lists that name one share it; empty: a table of its own
};

// Up to `length` ids a row, in neighbouring columns of ids behind those of all fields; -1 fills
// up what a row does not have, at the end.
struct ListField : Field {
  int64_t length = 0;
  PoolingConfig pooling;
  bool weighted = false;  // each id has a weight: `length` columns of values
};

// A number as `bins` columns of values, taken through a linear layer of width `dim` with relu.
struct PiecewiseField {
  std::string name;
  int64_t bins = 0;
  int64_t dim = 0;
};

// Columns of ids: a column a field, then `length` a list. Columns of values: the weights of lists,
// then the codes of piecewise fields.
struct Schema {
  std::vector<std::string> numerics;
  std::vector<Field> fields;
  std::vector<ListField> lists;
  std::vector<PiecewiseField> piecewise;

  // Width of the dense input: all embeddings of fields, then all numerics.
  int64_t width() const {
    auto total = static_cast<int64_t>(numerics.size());
    for (const Field& field : fields) total += field.dim;
    return total;
  }
  // First column of ids, of values, that belongs to a list or piecewise field.
  int64_t first_id(size_t list) const;
  int64_t first_weight(size_t list) const;
  int64_t first_code(size_t piecewise) const;
  int64_t id_columns() const { return first_id(lists.size()); }
  int64_t value_columns() const { return first_code(piecewise.size()); }
};

// An embedding table and the columns of ids that are rows of it.
struct Table {
  std::string name;  // of what shares it, or of its only field
  int64_t rows = 0, dim = 0;
  double init_deviation = 0;
  std::vector<int64_t> columns;
};

// All tables, in the order of the fields and lists that first name them.
std::vector<Table> tables_of(const Schema& schema);
// By field, then by list: position of its table among tables_of(schema).
std::vector<size_t> table_positions(const Schema& schema);

}  // namespace mmoe
