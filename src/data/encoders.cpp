#include "data/encoders.h"

#include <algorithm>
#include <limits>

#include "data/row_encoder.h"

namespace mmoe {

namespace {

using Tables = std::vector<TableEncoder>;

void add_to(Schema& schema, const std::string& name, const NumericEncoder&, const Tables&) {
  schema.numerics.push_back(name);
}

void add_to(Schema& schema, const std::string& name, const PiecewiseEncoder& encoder,
            const Tables&) {
  if (encoder.dim > 0) return schema.piecewise.push_back({name, encoder.bins(), encoder.dim});
  schema.numerics.insert(schema.numerics.end(), static_cast<size_t>(encoder.bins()), name);
}

Field field_of(const std::string& name, const TableEncoder& table) {
  return {name, table.rows(), table.dim, table.init_deviation, 0, table.name};
}

void add_to(Schema& schema, const std::string& name, const CategoryEncoder& encoder,
            const Tables& tables) {
  schema.fields.push_back(field_of(name, tables[encoder.table]));
  schema.fields.back().common = encoder.common;
}

void add_to(Schema& schema, const std::string& name, const ListEncoder& encoder,
            const Tables& tables) {
  schema.lists.push_back({field_of(name, tables[encoder.table]), encoder.length, encoder.pooling,
                          encoder.format.weighted()});
}

}  // namespace

WordLookup word_lookup(const TableEncoder& table) {
  const auto make = [](const auto& ids) -> WordLookup {
    if constexpr (requires { word_lookup(ids); }) return word_lookup(ids);
    return nullptr;
  };
  return std::visit(make, table.ids);
}

NumberLookup number_lookup(const TableEncoder& table) {
  const auto make = [](const auto& ids) -> NumberLookup {
    if constexpr (requires { number_lookup(ids); }) return number_lookup(ids);
    return nullptr;
  };
  return std::visit(make, table.ids);
}

Schema Encoders::schema() const {
  Schema schema;
  for (const ColumnEncoder& column : columns) {
    std::visit([&](const auto& encoder) { add_to(schema, column.name, encoder, tables); },
               column.encoder);
  }
  return schema;
}

std::vector<LabelScaling> Encoders::label_scalings() const {
  std::vector<LabelScaling> scalings;
  for (const LabelEncoder& label : label_columns) scalings.push_back(label.scaling);
  return scalings;
}

void encode(const Encoders& encoders, const RawTable& table, std::span<const int64_t> rows,
            bool with_labels, Dataset& out) {
  const RowEncoder encoder(encoders, TableSource(table));
  encoder.shape(static_cast<int64_t>(rows.size()), out);
  encoder.encode(rows, 0, out);
  if (with_labels) encode_labels(encoders.label_columns, table, rows, out);
}

}  // namespace mmoe
