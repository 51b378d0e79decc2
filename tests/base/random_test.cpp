#include "base/random.h"

#include <algorithm>
#include <set>
#include <vector>

#include "support/catch.h"
#include "support/statistics.h"

namespace mmoe {

namespace {

using Words = std::array<uint32_t, 4>;

// Undoes SplitMix64's finaliser, so that a test can choose the key of a stream.
uint64_t unmixed(uint64_t x) {
  x = (x ^ (x >> 31) ^ (x >> 62)) * 0x319642b2d24d8ec3ULL;
  x = (x ^ (x >> 27) ^ (x >> 54)) * 0x96de1b173f119089ULL;
  return x ^ (x >> 30) ^ (x >> 60);
}

RandomStream stream_with_key(uint64_t key) { return {unmixed(key) - 0x9e3779b97f4a7c15ULL, ""}; }

std::vector<double> uniforms(const RandomStream& stream, uint64_t row, size_t count) {
  std::vector<double> values(count);
  stream.uniform(row, values);
  return values;
}

std::vector<double> normals(const RandomStream& stream, uint64_t row, size_t count) {
  std::vector<double> values(count);
  stream.normal(row, values);
  return values;
}

}  // namespace

// Known answers of the Random123 library, file kat_vectors.
TEST_CASE("words are those of Philox4x32-10", "[base]") {
  CHECK(stream_with_key(0).words(0, 0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(stream_with_key(~0ULL).words(~0ULL, ~0ULL) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(stream_with_key(0x299f31d0a4093822).words(0x85a308d3243f6a88, 0x0370734413198a2e) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("equal seeds and names give equal words and others do not", "[base]") {
  const RandomStream stream(1, "init");
  CHECK(stream.words(5, 7) == RandomStream(1, "init").words(5, 7));
  const std::set<Words> different = {
      stream.words(5, 7),
      stream.words(7, 5),
      stream.words(5),
      RandomStream(2, "init").words(5, 7),
      RandomStream(1, "tini").words(5, 7),
      RandomStream(1, "shuffle").words(5, 7),
      RandomStream(1, "").words(5, 7),
      stream.child("a").words(5, 7),
      stream.child("b").words(5, 7),
      stream.child("").words(5, 7),
      RandomStream(1, "inita").words(5, 7),
  };
  CHECK(different.size() == 11);
  CHECK(stream.child("a").words(1) == RandomStream(1, "init").child("a").words(1));
}

// Published numbers repeat only while these stay; computed apart from this code, in Python.
TEST_CASE("golden numbers of a named stream", "[base]") {
  const RandomStream stream(1, "init");
  CHECK(stream.words(0) == Words{0xfb06a3e4, 0x9b158e48, 0x849edcd2, 0xbe4a2b92});
  CHECK(uniforms(stream, 0, 2) == std::vector{0.9805700715179083, 0.5180490507612282});
  const auto doubles = normals(stream, 0, 2);
  CHECK(doubles[0] == Approx(-2.7894350307445746).epsilon(1e-14));
  CHECK(doubles[1] == Approx(-0.31770049110831516).epsilon(1e-14));
}

TEST_CASE("a number of a row does not depend on how many are drawn", "[base]") {
  const RandomStream stream(3, "x");
  const auto first = [](auto values, size_t count) {
    values.resize(count);
    return values;
  };
  for (size_t count = 0; count < 9; ++count) {
    CHECK(uniforms(stream, 4, count) == first(uniforms(stream, 4, 9), count));
    CHECK(normals(stream, 4, count) == first(normals(stream, 4, 9), count));
  }
}

TEST_CASE("uniform numbers fill the unit interval evenly", "[base]") {
  const auto values = uniforms(RandomStream(1, "uniform"), 0, 200001);
  const Moments m = moments(values);
  CHECK(m.mean == Approx(0.5).margin(0.003));
  CHECK(m.variance == Approx(1.0 / 12).margin(0.001));
  const auto [low, high] = std::ranges::minmax(values);
  CHECK((low >= 0 && low < 1e-4));
  CHECK((high < 1 && high > 1 - 1e-4));
}

TEST_CASE("normal numbers have the moments of the normal law", "[base]") {
  const auto values = normals(RandomStream(1, "normal"), 0, 200001);
  const Moments m = moments(values);
  CHECK(m.mean == Approx(0).margin(0.01));
  CHECK(m.variance == Approx(1).margin(0.015));
  CHECK(m.skew == Approx(0).margin(0.03));
  CHECK(m.kurtosis == Approx(3).margin(0.06));
}

TEST_CASE("rows and streams are uncorrelated", "[base]") {
  const size_t count = 100000;
  const auto a = normals(RandomStream(1, "a"), 0, count);
  for (const auto& b :
       {normals(RandomStream(1, "a"), 1, count), normals(RandomStream(2, "a"), 0, count),
        normals(RandomStream(1, "b"), 0, count)}) {
    CHECK(mean_product(a, b) == Approx(0).margin(0.015));
  }
}

}  // namespace mmoe
