// Rows of random numbers, many at a time: Philox on vectors, and what makes numbers of its words.
//
// Vectors differ in length with the instruction set, results do not: only operations that round as
// IEEE 754 says, in an order that no vector length changes, and no fused multiply-add.
#include <algorithm>
#include <array>
#include <bit>
#include <initializer_list>

#include "base/philox.h"
#include "base/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "base/random_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace mmoe::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr hn::ScalableTag<uint64_t> d64{};
constexpr hn::ScalableTag<uint32_t> d32{};
constexpr hn::ScalableTag<int32_t> signed32{};
constexpr hn::ScalableTag<float> floats{};
using U64 = hn::Vec<decltype(d64)>;
using U32 = hn::Vec<decltype(d32)>;
using F32 = hn::Vec<decltype(floats)>;

constexpr size_t kBlocks = 64;  // of four words, drawn at a time: they stay in the nearest cache

struct Blocks {
  alignas(64) std::array<uint64_t, kBlocks> row, block;
  // Two words a block, the lower half first: words 0 and 2, words 1 and 3.
  alignas(64) std::array<uint64_t, kBlocks> even, odd;
};

HWY_INLINE U64 LowHalf(U64 x) { return hn::And(x, hn::Set(d64, 0xffffffff)); }

// Of the lower halves; the upper ones may hold anything.
HWY_INLINE U64 Product(U64 a, U64 b) {
#if HWY_TARGET == HWY_SCALAR
  return hn::Mul(LowHalf(a), LowHalf(b));
#else
  return hn::MulEven(hn::BitCast(d32, a), hn::BitCast(d32, b));
#endif
}

void DrawWords(uint64_t key, size_t count, Blocks& blocks) {
  const U64 multiplier0 = hn::Set(d64, philox::kMultiplier0);
  const U64 multiplier1 = hn::Set(d64, philox::kMultiplier1);
  const U64 weyl0 = hn::Set(d64, philox::kWeyl0), weyl1 = hn::Set(d64, philox::kWeyl1);
  for (size_t i = 0; i < count; i += hn::Lanes(d64)) {
    U64 c0 = hn::Load(d64, blocks.row.data() + i), c1 = hn::ShiftRight<32>(c0);
    U64 c2 = hn::Load(d64, blocks.block.data() + i), c3 = hn::ShiftRight<32>(c2);
    U64 key0 = hn::Set(d64, key), key1 = hn::Set(d64, key >> 32);
    for (int round = 0; round < philox::kRounds; ++round) {
      const U64 p0 = Product(c0, multiplier0), p1 = Product(c2, multiplier1);
      c0 = hn::Xor3(hn::ShiftRight<32>(p1), c1, key0);
      c1 = p1;
      c2 = hn::Xor3(hn::ShiftRight<32>(p0), c3, key1);
      c3 = p0;
      key0 = hn::Add(key0, weyl0);
      key1 = hn::Add(key1, weyl1);
    }
    hn::Store(hn::Or(LowHalf(c0), hn::ShiftLeft<32>(c2)), d64, blocks.even.data() + i);
    hn::Store(hn::Or(LowHalf(c1), hn::ShiftLeft<32>(c3)), d64, blocks.odd.data() + i);
  }
}

// c[0] x^n + ... + c[n]
HWY_INLINE F32 Polynomial(F32 x, std::initializer_list<float> c) {
  F32 sum = hn::Set(floats, *c.begin());
  for (const float* next = c.begin() + 1; next != c.end(); ++next) {
    sum = hn::Add(hn::Mul(sum, x), hn::Set(floats, *next));
  }
  return sum;
}

// -2 log u, u > 0. With u = 2^k (1 + f) and 1 + f around 1, log(1 + f) is f times a polynomial,
// of least maximum relative error (2.6e-8), as the ones below (3e-8).
HWY_INLINE F32 MinusTwoLog(F32 u) {
  constexpr int32_t kSqrtHalf = std::bit_cast<int32_t>(0.70710678f);
  const auto bits = hn::BitCast(signed32, u);
  const auto k = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(signed32, kSqrtHalf)));
  const F32 f =
      hn::Sub(hn::BitCast(floats, hn::Sub(bits, hn::ShiftLeft<23>(k))), hn::Set(floats, 1.0f));
  const F32 ratio = Polynomial(f, {-0.17444719f, 0.28733692f, -0.29904532f, 0.33124787f,
                                   -0.39913666f, 0.50004148f, -0.66668373f, 0.99999976f, -2.0f});
  constexpr float kMinusTwoLog2 = -1.38629436f;
  return hn::Add(hn::Mul(f, ratio),
                 hn::Mul(hn::ConvertTo(floats, k), hn::Set(floats, kMinusTwoLog2)));
}

// Box and Muller: a radius and an angle make two normal numbers. Of the angle's word two bits say
// which quarter of the circle, the others where in it, from -45 to 45 degrees. Of the radius's word
// comes u from 2^-32 to 1.
HWY_INLINE void BoxMuller(U32 even, U32 odd, F32& first, F32& second) {
  const F32 whole = hn::ConvertTo(floats, hn::BitCast(signed32, hn::ShiftRight<1>(even)));
  const F32 u = hn::Mul(hn::Add(whole, hn::Set(floats, 0.5f)), hn::Set(floats, 0x1p-31f));
  const F32 radius = hn::Sqrt(MinusTwoLog(u));
  const auto place = hn::ShiftRight<2>(hn::BitCast(signed32, odd));
  const F32 t = hn::Mul(hn::ConvertTo(floats, place), hn::Set(floats, 0x1p-29f));
  const F32 t2 = hn::Mul(t, t);
  const F32 sine =
      hn::Mul(t, Polynomial(t2, {-3.59504522e-5f, 2.49000102e-3f, -8.07454325e-2f, 0.785398161f}));
  const F32 cosine = Polynomial(t2, {-3.18727840e-4f, 1.58496842e-2f, -0.308424166f, 0.999999967f});
  const F32 turned = hn::Xor(cosine, hn::BitCast(floats, hn::ShiftLeft<31>(odd)));
  const auto swap = hn::RebindMask(floats, hn::TestBit(odd, hn::Set(d32, 2)));
  first = hn::Mul(radius, hn::IfThenElse(swap, sine, turned));
  second = hn::Mul(radius, hn::IfThenElse(swap, turned, sine));
}

HWY_INLINE F32 ToUnit(U32 word) {
  const F32 whole = hn::ConvertTo(floats, hn::BitCast(signed32, hn::ShiftRight<8>(word)));
  return hn::Mul(whole, hn::Set(floats, 0x1p-24f));
}

// The next blocks, row after row.
HWY_INLINE void PlaceBlocks(uint64_t row_blocks, uint64_t& row, uint64_t& block, Blocks& blocks) {
  for (size_t i = 0; i < kBlocks; ++i) {
    blocks.row[i] = row;
    blocks.block[i] = block++;
    if (block == row_blocks) block = 0, ++row;
  }
}

// Numbers of these blocks, four each, to where they belong; the last block of a row may end early.
template <class T>
void CopyBlocks(const T* numbers, const Blocks& blocks, size_t count, uint64_t first_row,
                uint64_t width, T* out) {
  for (size_t i = 0; i < count; ++i, numbers += 4) {
    const uint64_t column = 4 * blocks.block[i], left = width - column;
    T* to = out + (blocks.row[i] - first_row) * width + column;
    if (left >= 4) {
      std::copy_n(numbers, 4, to);
    } else {
      for (uint64_t k = 0; k < left; ++k) to[k] = numbers[k];
    }
  }
}

// `store(even, odd, to)` makes numbers of words and lays them out in turn.
template <class T, class StoreNumbers>
void Rows(uint64_t key, uint64_t first_row, int64_t rows, int64_t columns, T* out,
          const StoreNumbers& store) {
  using Halves = std::array<uint32_t, 2 * kBlocks>;
  const auto width = static_cast<uint64_t>(columns), row_blocks = (width + 3) / 4;
  const size_t total = static_cast<size_t>(rows) * row_blocks;
  Blocks blocks;
  alignas(64) T numbers[4 * kBlocks];
  uint64_t row = first_row, block = 0;
  for (size_t done = 0; done < total; done += kBlocks) {
    const size_t count = std::min(kBlocks, total - done);
    PlaceBlocks(row_blocks, row, block, blocks);
    DrawWords(key, count, blocks);
    const auto even = std::bit_cast<Halves>(blocks.even), odd = std::bit_cast<Halves>(blocks.odd);
    const bool in_place = width % 4 == 0 && count == kBlocks;
    T* to = in_place ? out + 4 * done : numbers;
    for (size_t i = 0; i < 2 * count; i += hn::Lanes(d32)) {
      store(hn::LoadU(d32, even.data() + i), hn::LoadU(d32, odd.data() + i), to + 2 * i);
    }
    if (!in_place) CopyBlocks(numbers, blocks, count, first_row, width, out);
  }
}

void Words(uint64_t key, uint64_t first_row, int64_t rows, int64_t width, uint32_t* out) {
  Rows(key, first_row, rows, width, out,
       [](U32 even, U32 odd, uint32_t* to) HWY_ATTR { hn::StoreInterleaved2(even, odd, d32, to); });
}

void Uniform(uint64_t key, uint64_t first_row, int64_t rows, int64_t width, float* out) {
  Rows(key, first_row, rows, width, out, [](U32 even, U32 odd, float* to) HWY_ATTR {
    hn::StoreInterleaved2(ToUnit(even), ToUnit(odd), floats, to);
  });
}

void Normal(uint64_t key, uint64_t first_row, int64_t rows, int64_t width, float* out) {
  Rows(key, first_row, rows, width, out, [](U32 even, U32 odd, float* to) HWY_ATTR {
    F32 first, second;
    BoxMuller(even, odd, first, second);
    hn::StoreInterleaved2(first, second, floats, to);
  });
}

}  // namespace mmoe::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mmoe {

HWY_EXPORT(Words);
HWY_EXPORT(Uniform);
HWY_EXPORT(Normal);

void RandomStream::words(uint64_t first_row, int64_t rows, int64_t width, uint32_t* out) const {
  HWY_DYNAMIC_DISPATCH(Words)(key_, first_row, rows, width, out);
}
void RandomStream::uniform(uint64_t first_row, int64_t rows, int64_t width, float* out) const {
  HWY_DYNAMIC_DISPATCH(Uniform)(key_, first_row, rows, width, out);
}
void RandomStream::normal(uint64_t first_row, int64_t rows, int64_t width, float* out) const {
  HWY_DYNAMIC_DISPATCH(Normal)(key_, first_row, rows, width, out);
}

}  // namespace mmoe
#endif
