// Where the values of columns stand when rows are encoded.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/category_encoders.h"
#include "data/raw_table.h"

namespace mmoe {

// One column of a row-major matrix.
template <class T>
struct Target {
  T* first;
  int64_t stride;
  T* at(size_t row) const { return first + static_cast<int64_t>(row) * stride; }
  T& operator[](size_t row) const { return *at(row); }
};

// Writes what a column becomes in these rows of its source.
template <class T>
using ColumnWriter = std::function<void(std::span<const int64_t> rows, Target<T> out)>;

// The same by a function of one row.
template <class T, class ValueOfRow>
ColumnWriter<T> column_writer(ValueOfRow value_of) {
  return [value_of = std::move(value_of)](std::span<const int64_t> rows, Target<T> out) mutable {
    for (size_t i = 0; i < rows.size(); ++i) out[i] = value_of(static_cast<size_t>(rows[i]));
  };
}

// The text of a row, without blanks where the format has them off, until the next call; empty: a
// missing value.
using WordOfRow = std::function<std::string_view(size_t row)>;

class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  // NaN: missing. The vector stays, its values may change.
  virtual const std::vector<double>& numbers(const std::string& column) const = 0;
  virtual WordOfRow words(const std::string& column) const = 0;
  virtual ColumnWriter<int32_t> ids(const WordIds& ids, const std::string& column) const = 0;
  virtual const Dictionary::Format& format() const = 0;  // of its texts
};

// The words of these columns with the character 1F (unit separator) between them; empty if all
// are.
WordOfRow joined_words(const ColumnSource& source, const std::vector<std::string>& columns);

// A whole table. Words are looked up once each, not once a row.
class TableSource : public ColumnSource {
 public:
  explicit TableSource(const RawTable& table) : table_(table) {}

  const std::vector<double>& numbers(const std::string& column) const override {
    return table_.numbers(column);
  }
  WordOfRow words(const std::string& column) const override;
  ColumnWriter<int32_t> ids(const WordIds& ids, const std::string& column) const override;
  const Dictionary::Format& format() const override { return table_.format(); }

 private:
  const RawTable& table_;
};

}  // namespace mmoe
