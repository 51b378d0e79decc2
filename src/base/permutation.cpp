// Permutation: a Feistel network of six rounds over a grid of rows x columns that is hardly larger
// than the permutation; what falls outside is passed through again until it falls inside.
// Grids that are no powers of two: Black and Rogaway, "Ciphers with arbitrary finite domains",
// 2002.
#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace mmoe {

namespace {

// `to` moved by a hash of `from`, modulo `size`, which is at most 2^31.
uint64_t moved(uint64_t to, uint64_t from, uint64_t key, uint64_t size) {
  const uint64_t product = (from ^ key) * 0xbf58476d1ce4e5b9ULL;
  const uint64_t hash = (product ^ (product >> 32)) & 0xffffffff;
  to += (hash * size) >> 32;
  return to < size ? to : to - size;
}

}  // namespace

Permutation::Permutation(const RandomStream& stream, uint64_t index, uint64_t size) : size_(size) {
  // In smaller grids the orders of a few elements are not equally likely.
  constexpr uint64_t kLeast = 16;
  rows_ = std::max(kLeast, static_cast<uint64_t>(std::ceil(std::sqrt(static_cast<double>(size)))));
  columns_ = std::max(kLeast, (size + rows_ - 1) / rows_);
  for (size_t i = 0; i < keys_.size(); i += 2) {
    const auto words = stream.words(index, i / 2);
    keys_[i] = uint64_t{words[0]} << 32 | words[1];
    keys_[i + 1] = uint64_t{words[2]} << 32 | words[3];
  }
}

// Positions take each step side by side, so that the processor need not wait for any of them.
void Permutation::pass(uint64_t first, std::span<int64_t> out) const {
  uint64_t row[kBlock], column[kBlock];
  const size_t count = out.size();
  uint64_t next_row = first / columns_, next_column = first % columns_;
  for (size_t i = 0; i < count; ++i) {
    row[i] = next_row;
    column[i] = next_column++;
    if (next_column == columns_) next_column = 0, ++next_row;
  }
  for (size_t k = 0; k < keys_.size(); k += 2) {
    for (size_t i = 0; i < count; ++i) row[i] = moved(row[i], column[i], keys_[k], rows_);
    for (size_t i = 0; i < count; ++i) column[i] = moved(column[i], row[i], keys_[k + 1], columns_);
  }
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<int64_t>(row[i] * columns_ + column[i]);
}

void Permutation::fill(uint64_t first, std::span<int64_t> out) const {
  for (size_t done = 0; done < out.size(); done += kBlock) {
    const auto block = out.subspan(done, std::min(kBlock, out.size() - done));
    pass(first + done, block);
    for (int64_t& value : block) {
      while (static_cast<uint64_t>(value) >= size_) pass(static_cast<uint64_t>(value), {&value, 1});
    }
  }
}

uint64_t Permutation::operator()(uint64_t position) const {
  int64_t value;
  fill(position, {&value, 1});
  return static_cast<uint64_t>(value);
}

}  // namespace mmoe
