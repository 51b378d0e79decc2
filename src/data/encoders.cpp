#include "data/encoders.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace mmoe {

namespace {

constexpr float kNoLabel = std::numeric_limits<float>::quiet_NaN();
constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();

// Writes one column of a row-major matrix.
template <class T>
struct Target {
  T* first;
  int64_t stride;
  T& operator[](size_t row) const { return first[static_cast<int64_t>(row) * stride]; }
};

void encode_column(const NumericEncoder& encoder, const std::vector<double>& values,
                   std::span<const int64_t> rows, Target<float> out) {
  for (size_t i = 0; i < rows.size(); ++i) {
    out[i] = encoder.encode(values[static_cast<size_t>(rows[i])]);
  }
}

void encode_column(const ValueEncoder& encoder, const std::vector<double>& values,
                   std::span<const int64_t> rows, Target<int32_t> out) {
  std::unordered_map<uint64_t, int32_t> ids;
  for (size_t i = 0; i < encoder.values.size(); ++i) {
    ids.emplace(ValueEncoder::key_of(encoder.values[i]), static_cast<int32_t>(i) + 1);
  }
  if (encoder.missing) ids.emplace(ValueEncoder::key_of(kMissingNumber), *encoder.missing);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto id = ids.find(ValueEncoder::key_of(values[static_cast<size_t>(rows[i])]));
    out[i] = id == ids.end() ? 0 : id->second;
  }
}

// The dictionary is looked up once a word, not once a row.
void encode_column(const VocabularyEncoder& encoder, const TextColumn& text,
                   std::span<const int64_t> rows, Target<int32_t> out) {
  std::unordered_map<std::string_view, int32_t> ids;
  for (size_t i = 0; i < encoder.words.size(); ++i) {
    ids.emplace(encoder.words[i], static_cast<int32_t>(i) + 1);
  }
  std::vector<int32_t> id_of_code(text.dictionary.size(), 0);
  id_of_code[Dictionary::kMissing] = encoder.missing.value_or(0);
  for (uint32_t code = 1; code < id_of_code.size(); ++code) {
    const auto id = ids.find(text.dictionary.word(code));
    if (id != ids.end()) id_of_code[code] = id->second;
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    out[i] = id_of_code[text.codes[static_cast<size_t>(rows[i])]];
  }
}

void encode_column(const BucketEncoder&, const std::vector<double>& values,
                   std::span<const int64_t> rows, Target<int32_t> out) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const double value = values[static_cast<size_t>(rows[i])];
    out[i] = std::isnan(value) ? 0 : static_cast<int32_t>(value) + 1;
  }
}

const TextColumn& source_of(const VocabularyEncoder&, const RawTable& table,
                            const std::string& column) {
  return table.text(column);
}
template <class Encoder>
const std::vector<double>& source_of(const Encoder&, const RawTable& table,
                                     const std::string& column) {
  return table.numbers(column);
}

void encode_label(const LabelEncoder& label, const RawTable& table, std::span<const int64_t> rows,
                  Target<float> out) {
  if (!label.positive) {
    const std::vector<double>& values = table.numbers(label.column);
    for (size_t i = 0; i < rows.size(); ++i) {
      out[i] = static_cast<float>(values[static_cast<size_t>(rows[i])]);
    }
    return;
  }
  const TextColumn& text = table.text(label.column);
  std::vector<float> label_of_code(text.dictionary.size(), kNoLabel);
  for (uint32_t code = 1; code < label_of_code.size(); ++code) {
    const bool positive =
        std::ranges::find(*label.positive, text.dictionary.word(code)) != label.positive->end();
    label_of_code[code] = positive ? 1.0f : 0.0f;
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    out[i] = label_of_code[text.codes[static_cast<size_t>(rows[i])]];
  }
}

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

Schema Encoders::schema() const {
  Schema schema;
  for (const ColumnEncoder& column : columns) {
    std::visit(
        [&](const auto& encoder) {
          if constexpr (requires { encoder.rows(); }) {
            schema.fields.push_back(
                {column.column, encoder.rows(), column.dim, column.init_deviation});
          } else {
            schema.numerics.push_back(column.column);
          }
        },
        column.encoder);
  }
  return schema;
}

void encode(const Encoders& encoders, const RawTable& table, std::span<const int64_t> rows,
            bool with_labels, Dataset& out) {
  const Schema shape = encoders.schema();
  out.numeric_count = static_cast<int64_t>(shape.numerics.size());
  out.field_count = static_cast<int64_t>(shape.fields.size());
  out.task_count = static_cast<int64_t>(encoders.label_columns.size());
  out.resize(static_cast<int64_t>(rows.size()));
  Target<float> numbers{out.numerics.data(), out.numeric_count};
  Target<int32_t> ids{out.ids.data(), out.field_count};
  for (const ColumnEncoder& column : encoders.columns) {
    std::visit(
        [&](const auto& encoder) {
          if constexpr (requires { encoder.rows(); }) {
            encode_column(encoder, source_of(encoder, table, column.column), rows, ids);
            ++ids.first;
          } else {
            encode_column(encoder, table.numbers(column.column), rows, numbers);
            ++numbers.first;
          }
        },
        column.encoder);
  }
  std::ranges::fill(out.labels, kNoLabel);
  Target<float> labels{out.labels.data(), out.task_count};
  for (const LabelEncoder& label : encoders.label_columns) {
    if (with_labels) encode_label(label, table, rows, labels);
    ++labels.first;
  }
}

}  // namespace mmoe
