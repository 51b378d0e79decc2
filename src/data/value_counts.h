// How often the training rows have each value; used by encoder_fit.cpp.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/category_encoders.h"
#include "data/dictionary.h"

namespace mmoe {

// Words, of all features of a table.
class WordCounts {
 public:
  // An empty word is a missing value.
  void add(std::string_view word, int64_t count);

  // What is seen at least `min_count` times: frequent words first, so that the rows used most lie
  // together; ties by text.
  VocabularyEncoder vocabulary(int64_t min_count) const;

 private:
  Dictionary words_;
  std::vector<int64_t> counts_ = {0};  // by code
};

// Ids of a table with this many rows, which may be far more than are ever seen.
class IdCounts {
 public:
  explicit IdCounts(int64_t table_rows) : dense_(table_rows <= kDense ? table_rows : 0) {}

  void add(int32_t id, int64_t count) {
    (dense_.empty() ? sparse_[id] : dense_[static_cast<size_t>(id)]) += count;
  }
  // The smallest of several; 0 if there are none.
  int32_t most_common() const;

 private:
  static constexpr int64_t kDense = int64_t{1} << 20;
  std::vector<int64_t> dense_;
  std::unordered_map<int32_t, int64_t> sparse_;
};

}  // namespace mmoe
