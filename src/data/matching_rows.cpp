#include "data/matching_rows.h"

#include <algorithm>
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

RowPairs matched(const BucketEncoder& from, const BucketEncoder& to) {
  RowPairs pairs;
  for (int64_t row = 0; row < std::min(from.rows(), to.rows()); ++row) pairs.emplace_back(row, row);
  return pairs;
}

}  // namespace

std::optional<RowPairs> matching_rows(const ColumnEncoder& from, const ColumnEncoder& to) {
  return std::visit(
      [](const auto& a, const auto& b) -> std::optional<RowPairs> {
        if constexpr (requires { matched(a, b); }) return matched(a, b);
        return {};
      },
      from.encoder, to.encoder);
}

const ColumnEncoder* encoder_of_table(const Encoders& encoders, const std::string& table) {
  for (const ColumnEncoder& column : encoders.columns) {
    const bool has_rows = std::visit(
        [](const auto& encoder) { return requires { encoder.rows(); }; }, column.encoder);
    if (has_rows && column.column == table) return &column;
  }
  return nullptr;
}

}  // namespace mmoe
