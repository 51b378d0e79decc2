// From raw columns to what the model takes. Encoders are fitted on the training rows alone, travel
// with every checkpoint, and treat a row the same wherever it comes from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/run_config.h"
#include "data/category_encoders.h"
#include "data/dataset.h"
#include "data/labels.h"
#include "data/list_encoder.h"
#include "data/number_encoders.h"
#include "data/raw_table.h"
#include "data/schema.h"

namespace mmoe {

// An embedding table, and how values become its rows.
struct TableEncoder {
  std::string name;  // by which features share it; empty: of one feature alone
  std::variant<ValueEncoder, BinsEncoder, VocabularyEncoder, HashEncoder, BucketEncoder> ids;
  int64_t dim = 0;
  double init_deviation = 0;

  int64_t rows() const {
    return std::visit([](const auto& encoder) { return encoder.rows(); }, ids);
  }
};

// No function where ids come from numbers alone, from texts alone.
WordLookup word_lookup(const TableEncoder& table);
NumberLookup number_lookup(const TableEncoder& table);

// One id a row.
struct CategoryEncoder {
  size_t table = 0;                  // among those of all encoders
  std::vector<std::string> columns;  // several: their texts together (joined_words)
  int32_t missing = 0;               // id of a missing text
  bool unknown_fails = false;        // else an unknown text has id 0
  int32_t common = 0;                // the id that most training rows have; the smallest of several
};

// Up to `length` ids a row, with or without weights.
struct ListEncoder {
  size_t table = 0;
  ListFormat format;
  int64_t length = 0;
  bool unknown_fails = false;
  PoolingConfig pooling = {};
};

// One feature, or one role of it: its name is that of the column too, but for several columns.
struct ColumnEncoder {
  std::string name;
  std::variant<NumericEncoder, PiecewiseEncoder, CategoryEncoder, ListEncoder> encoder;
};

struct Encoders {
  std::vector<ColumnRequest> inputs, labels;  // what must be read to encode
  std::vector<TableEncoder> tables;
  std::vector<ColumnEncoder> columns;
  std::vector<LabelEncoder> label_columns;  // one a task

  Schema schema() const;
  std::vector<LabelScaling> label_scalings() const;  // by task
};

// Fits on `rows` of the table; `features` name one column each (see resolve_features).
Encoders fit_encoders(const std::vector<FeatureConfig>& features,
                      const std::vector<TaskConfig>& tasks, const RawTable& table,
                      std::span<const int64_t> rows);

// `out` becomes these rows of the table. Without labels, theirs are missing (NaN) and the table
// needs no label columns.
void encode(const Encoders& encoders, const RawTable& table, std::span<const int64_t> rows,
            bool with_labels, Dataset& out);

// For checkpoints; reading throws Error(checkpoint).
std::string to_bytes(const Encoders& encoders);
Encoders encoders_from_bytes(std::string_view bytes);

// Replaces lists and patterns of column names by one feature a column. A pattern leaves labels
// and weights out. Throws Error(data) if a column is absent or a pattern matches nothing.
std::vector<FeatureConfig> resolve_features(const std::vector<FeatureConfig>& features,
                                            const std::vector<TaskConfig>& tasks,
                                            const std::vector<std::string>& columns);

// What must be read for these features.
std::vector<ColumnRequest> feature_requests(const std::vector<FeatureConfig>& features);

}  // namespace mmoe
