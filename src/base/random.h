// Random streams that belong to whoever uses them. Every draw is a function of (seed, name,
// position), so nothing is shared, any position can be reached at once, and equal seeds give
// equal numbers on every platform.
//
// Method: Philox4x32-10, see base/philox.h.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace mmoe {

class RandomStream {
 public:
  // A named stream of a run ("init", "shuffle", ...): other names give independent numbers.
  RandomStream(uint64_t seed, std::string_view name);

  // Four independent 32-bit words at (row, block).
  std::array<uint32_t, 4> words(uint64_t row, uint64_t block = 0) const;

  // Rows first_row .. first_row + rows - 1 of words, of numbers uniform in [0, 1), or of standard
  // normal ones (within 6.7): `out` is [rows, width]. A number depends on its row and column alone,
  // to the last bit on every instruction set.
  void words(uint64_t first_row, int64_t rows, int64_t width, uint32_t* out) const;
  void uniform(uint64_t first_row, int64_t rows, int64_t width, float* out) const;
  void normal(uint64_t first_row, int64_t rows, int64_t width, float* out) const;

  // The same laws with all the digits of a double; `out[i]` is the i-th number of `row`.
  void uniform(uint64_t row, std::span<double> out) const;
  void normal(uint64_t row, std::span<double> out) const;

  // A stream of its own under this one.
  RandomStream child(std::string_view name) const;

 private:
  explicit RandomStream(uint64_t key) : key_(key) {}
  uint64_t key_;
};

// A permutation of 0 .. size-1 in constant memory, each element computed on its own.
class Permutation {
 public:
  Permutation(const RandomStream& stream, uint64_t index, uint64_t size);

  uint64_t operator()(uint64_t position) const;

  // Elements at first, first + 1, ...: several times faster than one at a time.
  void fill(uint64_t first, std::span<int64_t> out) const;

 private:
  static constexpr size_t kBlock = 64;
  void pass(uint64_t first, std::span<int64_t> out) const;

  uint64_t size_, rows_, columns_;
  std::array<uint64_t, 6> keys_;
};

}  // namespace mmoe
