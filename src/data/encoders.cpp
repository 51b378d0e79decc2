#include "data/encoders.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/text.h"
#include "data/row_encoder.h"

namespace mmoe {

namespace {

// The vocabulary is looked up once a word of the dictionary, not once a row.
class TableSource : public ColumnSource {
 public:
  explicit TableSource(const RawTable& table) : table_(table) {}

  const std::vector<double>& numbers(const std::string& column) const override {
    return table_.numbers(column);
  }

  ColumnWriter<int32_t> ids(const VocabularyEncoder& encoder,
                            const std::string& column) const override {
    const auto& [codes, dictionary] = table_.text(column);
    const WordIds ids(encoder, {});
    std::vector<int32_t> id_of_code = {encoder.missing.value_or(0)};
    for (uint32_t code = 1; code < dictionary.size(); ++code) {
      id_of_code.push_back(ids.of(dictionary.word(code)));
    }
    return column_writer<int32_t>(
        [&codes = codes, id_of_code](size_t row) { return id_of_code[codes[row]]; });
  }

 private:
  const RawTable& table_;
};

}  // namespace

double NumericEncoder::signed_log(double value) {
  return std::copysign(std::log1p(std::abs(value)), value);
}

float NumericEncoder::encode(double value) const {
  if (std::isnan(value)) value = fill;
  return static_cast<float>(((log ? signed_log(value) : value) - shift) * factor);
}

uint64_t ValueEncoder::key_of(double value) {
  if (std::isnan(value)) return ~uint64_t{0};
  return std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
}

WordIds::WordIds(const VocabularyEncoder& encoder, const Dictionary::Format& format)
    : trim_(format.trim) {
  const auto missing = static_cast<uint32_t>(encoder.missing.value_or(0));
  ids_.insert("", missing);
  for (const std::string& word : format.missing) ids_.insert(word, missing);
  uint32_t id = 0;
  for (const std::string& word : encoder.words) ids_.insert(word, ++id);
}

int32_t WordIds::of(std::string_view text) const {
  return static_cast<int32_t>(ids_.find(trim_ ? trim(text) : text).value_or(0));
}

Schema Encoders::schema() const {
  Schema schema;
  for (const ColumnEncoder& column : columns) {
    std::visit(
        [&](const auto& encoder) {
          if constexpr (requires { encoder.rows(); }) {
            schema.fields.push_back(
                {column.column, encoder.rows(), column.dim, column.init_deviation, column.common});
          } else {
            schema.numerics.push_back(column.column);
          }
        },
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
