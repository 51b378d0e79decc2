// From raw columns to what the model takes. Encoders are fitted on the training rows alone, travel
// with every checkpoint, and treat a row the same wherever it comes from.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/run_config.h"
#include "data/dataset.h"
#include "data/labels.h"
#include "data/raw_table.h"
#include "data/schema.h"

namespace mmoe {

// (transform(x) - shift) * factor; a missing value becomes `fill` before that.
struct NumericEncoder {
  bool log = false;  // sign(x) log(1 + |x|)
  double shift = 0, factor = 1, fill = 0;

  static double signed_log(double value);
  float encode(double value) const;
};

// Id 0: rare or never seen in training; a missing value has an id if training had it often enough.
struct ValueEncoder {
  std::vector<double> values;  // value of id 1, 2, ...
  std::optional<int32_t> missing;

  // One bit pattern a value: -0 is 0, and every NaN is the same missing value.
  static uint64_t key_of(double value);

  int64_t rows() const { return static_cast<int64_t>(values.size()) + (missing ? 2 : 1); }
};

struct VocabularyEncoder {
  std::vector<std::string> words;  // text of id 1, 2, ...
  std::optional<int32_t> missing;  // id of a missing value, if training had it

  int64_t rows() const { return static_cast<int64_t>(words.size()) + (missing ? 2 : 1); }
};

// The vocabulary made ready for many look-ups of texts as a file holds them.
class WordIds {
 public:
  WordIds(const VocabularyEncoder& encoder, const Dictionary::Format& format);
  int32_t of(std::string_view text) const;

 private:
  bool trim_;
  WordMap ids_;
};

// Given ids 0..n-1 become 1..n; 0 is a missing value.
struct BucketEncoder {
  int64_t buckets = 0;
  int64_t rows() const { return buckets + 1; }
  static int32_t id_of(double value) {  // NaN: missing
    return std::isnan(value) ? 0 : static_cast<int32_t>(value) + 1;
  }
};

// One column and one of its roles.
struct ColumnEncoder {
  std::string column;
  std::variant<NumericEncoder, ValueEncoder, VocabularyEncoder, BucketEncoder> encoder;
  int64_t dim = 0;  // of the embedding; 0 for numbers
  double init_deviation = 0;
  int32_t common = 0;  // the id that most training rows have; the smallest of several
};

struct Encoders {
  std::vector<ColumnRequest> inputs, labels;  // what must be read to encode
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
