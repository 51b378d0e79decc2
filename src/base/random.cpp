#include "base/random.h"

#include <cmath>
#include <numbers>

#include "base/philox.h"

namespace mmoe {

namespace {

// SplitMix64's finaliser: every input bit reaches every output bit.
uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

uint64_t key_of(uint64_t seed, std::string_view name) {
  uint64_t key = mixed(seed + 0x9e3779b97f4a7c15ULL);
  for (const char c : name) key = mixed(key ^ static_cast<unsigned char>(c)) + 0x9e3779b9ULL;
  return key;
}

double to_unit(uint32_t high, uint32_t low) {
  const uint64_t bits = (uint64_t{high} << 32 | low) >> 11;
  return static_cast<double>(bits) * 0x1.0p-53;
}

struct Pair {
  double first, second;
};

// Two standard normals from two uniforms; `1 - u` keeps the logarithm finite.
Pair box_muller(double u, double v) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - u));
  const double angle = 2.0 * std::numbers::pi * v;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace

RandomStream::RandomStream(uint64_t seed, std::string_view name) : key_(key_of(seed, name)) {}

RandomStream RandomStream::child(std::string_view name) const {
  return RandomStream(key_of(key_, name));
}

std::array<uint32_t, 4> RandomStream::words(uint64_t row, uint64_t block) const {
  std::array<uint32_t, 4> c{static_cast<uint32_t>(row), static_cast<uint32_t>(row >> 32),
                            static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32)};
  auto k0 = static_cast<uint32_t>(key_), k1 = static_cast<uint32_t>(key_ >> 32);
  for (int round = 0; round < philox::kRounds; ++round) {
    const uint64_t p0 = uint64_t{philox::kMultiplier0} * c[0];
    const uint64_t p1 = uint64_t{philox::kMultiplier1} * c[2];
    c = {static_cast<uint32_t>(p1 >> 32) ^ c[1] ^ k0, static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ c[3] ^ k1, static_cast<uint32_t>(p0)};
    k0 += philox::kWeyl0;
    k1 += philox::kWeyl1;
  }
  return c;
}

void RandomStream::uniform(uint64_t row, std::span<double> out) const {
  for (size_t i = 0; i < out.size(); i += 2) {
    const auto w = words(row, i / 2);
    out[i] = to_unit(w[0], w[1]);
    if (i + 1 < out.size()) out[i + 1] = to_unit(w[2], w[3]);
  }
}

void RandomStream::normal(uint64_t row, std::span<double> out) const {
  for (size_t i = 0; i < out.size(); i += 2) {
    const auto w = words(row, i / 2);
    const Pair z = box_muller(to_unit(w[0], w[1]), to_unit(w[2], w[3]));
    out[i] = z.first;
    if (i + 1 < out.size()) out[i + 1] = z.second;
  }
}

}  // namespace mmoe
