// Random streams that belong to whoever uses them. Every draw is a function of (seed, name,
// position), so nothing is shared, any position can be reached at once, and equal seeds give
// equal numbers on every platform.
//
// Method: Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
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

  // `out[i]` is the i-th number of `row`: uniform in [0, 1) or standard normal (Box-Muller).
  void uniform(uint64_t row, std::span<double> out) const;
  void normal(uint64_t row, std::span<double> out) const;
  void normal(uint64_t row, std::span<float> out) const;

  // A stream of its own under this one.
  RandomStream child(std::string_view name) const;

 private:
  explicit RandomStream(uint64_t key) : key_(key) {}
  uint64_t key_;
};

// A permutation of 0 .. size-1 in constant memory, each element computed on its own: a Feistel
// network over the next even power of two, walked until the value falls inside.
class Permutation {
 public:
  Permutation(const RandomStream& stream, uint64_t index, uint64_t size);
  uint64_t operator()(uint64_t position) const;

 private:
  uint64_t size_;
  int half_bits_;
  std::array<uint32_t, 8> keys_;
};

}  // namespace mmoe
