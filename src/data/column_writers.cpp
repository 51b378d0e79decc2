#include "data/column_writers.h"

#include <algorithm>

namespace mmoe {

namespace {

struct ListParts {
  ListReader reader;
  WordIds ids;
  WordOfRow values, weights;  // no function: 1 each, or beside the values
  size_t length;
  bool weighted;

  void write(size_t row, int32_t* id, float* weight) {
    const auto& items = reader.read(values(row), weights ? weights(row) : std::string_view());
    std::fill_n(id, length, -1);
    for (const ListItem& item : items) *id++ = ids.of(item.word);
    if (!weighted) return;
    std::fill_n(weight, length, 0.0f);
    for (const ListItem& item : items) *weight++ = item.weight;
  }
};

}  // namespace

ColumnWriters::ColumnWriters(const std::vector<TableEncoder>& tables, const ColumnSource& source)
    : tables_(tables), source_(source) {
  for (const TableEncoder& table : tables) lookups_.push_back(word_lookup(table));
}

ColumnWriter<float> ColumnWriters::of(const std::string& name,
                                      const NumericEncoder& encoder) const {
  return column_writer<float>([encoder, &values = source_.numbers(name)](size_t row) {
    return encoder.encode(values[row]);
  });
}

ColumnWriter<float> ColumnWriters::of(const std::string& name,
                                      const PiecewiseEncoder& encoder) const {
  return [encoder, &values = source_.numbers(name)](std::span<const int64_t> rows,
                                                    Target<float> codes) {
    for (size_t i = 0; i < rows.size(); ++i) {
      encoder.encode(values[static_cast<size_t>(rows[i])], codes.at(i));
    }
  };
}

ColumnWriter<int32_t> ColumnWriters::of(const std::string& name,
                                        const CategoryEncoder& encoder) const {
  const TableEncoder& table = tables_[encoder.table];
  if (const NumberLookup id_of = number_lookup(table)) {
    return column_writer<int32_t>(
        [id_of, &values = source_.numbers(name)](size_t row) { return id_of(values[row]); });
  }
  const WordIds ids(lookups_[encoder.table], name, encoder.missing, encoder.unknown_fails);
  if (encoder.columns.size() == 1) return source_.ids(ids, encoder.columns.front());
  return column_writer<int32_t>([ids, word_of = joined_words(source_, encoder.columns)](
                                    size_t row) { return ids.of(word_of(row)); });
}

ListWriter ColumnWriters::of(const std::string& name, const ListEncoder& encoder) const {
  const auto& column = encoder.format.weight_column;
  const auto length = static_cast<size_t>(encoder.length);
  ListParts list{ListReader(name, encoder.format, source_.format(), length),
                 WordIds(lookups_[encoder.table], name, 0, encoder.unknown_fails),
                 source_.words(name),
                 column ? source_.words(*column) : nullptr,
                 length,
                 encoder.format.weighted()};
  return [list](std::span<const int64_t> rows, Target<int32_t> ids, Target<float> weights) mutable {
    for (size_t i = 0; i < rows.size(); ++i) {
      list.write(static_cast<size_t>(rows[i]), ids.at(i), weights.at(i));
    }
  };
}

}  // namespace mmoe
