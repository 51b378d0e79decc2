#include "data/matching_rows.h"

#include <algorithm>
#include <type_traits>
#include <unordered_map>

namespace mmoe {

namespace {

// Id 0 is what is rare or unseen; values have ids from 1 on, in order.
template <class Key>
RowPairs pairs_of(const std::vector<Key>& from, std::optional<int32_t> from_missing,
                  const std::vector<Key>& to, std::optional<int32_t> to_missing) {
  std::unordered_map<Key, int64_t> rows;
  for (size_t i = 0; i < from.size(); ++i) rows.emplace(from[i], i + 1);
  RowPairs pairs = {{0, 0}};
  for (size_t i = 0; i < to.size(); ++i) {
    const auto place = rows.find(to[i]);
    if (place != rows.end()) pairs.emplace_back(place->second, i + 1);
  }
  if (from_missing && to_missing) pairs.emplace_back(*from_missing, *to_missing);
  std::ranges::sort(pairs, {}, &RowPairs::value_type::second);
  return pairs;
}

RowPairs matched(const ValueEncoder& from, const ValueEncoder& to) {
  return pairs_of(from.values, from.missing, to.values, to.missing);
}

RowPairs matched(const VocabularyEncoder& from, const VocabularyEncoder& to) {
  return pairs_of(from.words, from.missing, to.words, to.missing);
}

// Each row its own, for the first so many.
RowPairs same_rows(int64_t count) {
  RowPairs pairs;
  for (int64_t row = 0; row < count; ++row) pairs.emplace_back(row, row);
  return pairs;
}

RowPairs matched(const BucketEncoder& from, const BucketEncoder& to) {
  return same_rows(std::min(from.rows(), to.rows()));
}

// Other divisions give other rows to nearly all values.
std::optional<RowPairs> matched(const HashEncoder& from, const HashEncoder& to) {
  return from.buckets == to.buckets ? std::optional(same_rows(to.rows())) : std::nullopt;
}

std::optional<RowPairs> matched(const BinsEncoder& from, const BinsEncoder& to) {
  return from.boundaries == to.boundaries ? std::optional(same_rows(to.rows())) : std::nullopt;
}

// The table whose rows are the ids of an encoder; null if it has none.
const TableEncoder* table_of(const ColumnEncoder& column, const Encoders& encoders) {
  const auto find = [&](const auto& encoder) -> const TableEncoder* {
    if constexpr (requires { encoder.table; }) return &encoders.tables[encoder.table];
    return nullptr;
  };
  return std::visit(find, column.encoder);
}

}  // namespace

std::optional<RowPairs> matching_rows(const TableEncoder& from, const TableEncoder& to) {
  const auto match = [](const auto& a, const auto& b) -> std::optional<RowPairs> {
    if constexpr (std::is_same_v<decltype(a), decltype(b)>) return matched(a, b);
    return {};
  };
  return std::visit(match, from.ids, to.ids);
}

const TableEncoder* find_table(const Encoders& encoders, const std::string& name) {
  for (const ColumnEncoder& column : encoders.columns) {
    const TableEncoder* table = table_of(column, encoders);
    if (table != nullptr && (table->name.empty() ? column.name : table->name) == name) return table;
  }
  return nullptr;
}

}  // namespace mmoe
