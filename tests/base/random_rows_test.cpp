// Rows of numbers, RandomStream of base/random.h.
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/random.h"
#include "support/catch.h"
#include "support/instruction_sets.h"
#include "support/statistics.h"

namespace mmoe {

namespace {

const RandomStream kStream(1, "normal");

std::vector<uint32_t> words(uint64_t first, int64_t rows, int64_t width) {
  std::vector<uint32_t> out(static_cast<size_t>(rows * width));
  kStream.words(first, rows, width, out.data());
  return out;
}

std::vector<float> uniforms(uint64_t first, int64_t rows, int64_t width) {
  std::vector<float> out(static_cast<size_t>(rows * width));
  kStream.uniform(first, rows, width, out.data());
  return out;
}

std::vector<float> normals(uint64_t first, int64_t rows, int64_t width) {
  std::vector<float> out(static_cast<size_t>(rows * width));
  kStream.normal(first, rows, width, out.data());
  return out;
}

}  // namespace

TEST_CASE("rows of words hold the words of their blocks", "[base]") {
  for (const int64_t width : {1, 2, 3, 4, 5, 8, 31, 100, 257}) {
    for (const uint64_t first : {uint64_t{0}, uint64_t{0xfffffffe}}) {  // crosses 32 bits
      CAPTURE(width, first);
      const auto all = words(first, 5, width);
      std::vector<uint32_t> expected;
      for (uint64_t row = 0; row < 5; ++row) {
        for (uint64_t column = 0; column < static_cast<uint64_t>(width); ++column) {
          expected.push_back(kStream.words(first + row, column / 4)[column % 4]);
        }
      }
      CHECK(all == expected);
    }
  }
}

TEMPLATE_TEST_CASE("a number follows its row and column alone", "[base]", uint32_t, float) {
  const auto draw = [](uint64_t first, int64_t rows, int64_t width) {
    if constexpr (std::is_same_v<TestType, float>) {
      return normals(first, rows, width);
    } else {
      return words(first, rows, width);
    }
  };
  const auto all = draw(100, 80, 60);
  for (const int64_t width : {1, 2, 3, 4, 6, 28, 60}) {
    for (const int64_t rows : {0, 1, 2, 9, 70}) {
      CAPTURE(width, rows);
      const auto some = draw(107, rows, width);
      for (int64_t i = 0; i < rows * width; ++i) {
        const int64_t row = 7 + i / width, column = i % width;
        REQUIRE(some[static_cast<size_t>(i)] == all[static_cast<size_t>(row * 60 + column)]);
      }
    }
  }
}

TEST_CASE("nothing is written beyond the last row", "[base]") {
  for (const int64_t width : {1, 3, 4, 100}) {
    std::vector<float> out(static_cast<size_t>(3 * width + 1), -9);
    kStream.normal(0, 3, width, out.data());
    CHECK(out.back() == -9);
  }
}

TEST_CASE("all instruction sets give the same numbers", "[base]") {
  const auto some_words = words(3, 200, 101);
  const auto some_uniforms = uniforms(3, 200, 101), some_normals = normals(3, 200, 101);
  on_each_instruction_set([&] {
    CHECK(words(3, 200, 101) == some_words);
    CHECK(uniforms(3, 200, 101) == some_uniforms);
    CHECK(normals(3, 200, 101) == some_normals);
  });
}

// Computed apart from this code, in Python; to the last bit, so that no processor or compiler gets
// numbers of its own.
TEST_CASE("golden rows of numbers", "[base]") {
  std::vector<float> out(6);
  RandomStream(1, "init").uniform(0, 1, 6, out.data());
  CHECK(out == std::vector{0x1.f60d46p-1f, 0x1.362b1cp-1f, 0x1.093db8p-1f, 0x1.7c9456p-1f,
                           0x1.014878p-1f, 0x1.a7850ap-1f});
  RandomStream(1, "init").normal(0, 1, 6, out.data());
  CHECK(out == std::vector{0x1.4a60c6p-3f, -0x1.d6ef04p-4f, -0x1.cccb0ap-2f, 0x1.0e0fep+0f,
                           -0x1.421c64p-2f, -0x1.2154ap+0f});
  uint32_t sum = 0;
  for (const float z : normals(0, 20, 50)) sum = sum * 31 + std::bit_cast<uint32_t>(z);
  CHECK(sum == 0xe92988ac);
}

// By the method's definition, in doubles but for the uniform number.
TEST_CASE("normal numbers are a radius times sine and cosine of an angle", "[base]") {
  const auto word = words(0, 1, 40000);
  const auto number = normals(0, 1, 40000);
  double worst = 0;
  for (size_t i = 0; i < word.size(); i += 2) {
    const float u = (static_cast<float>(word[i] >> 1) + 0.5f) * 0x1p-31f;
    const double radius = std::sqrt(-2 * std::log(static_cast<double>(u)));
    const auto place = static_cast<int32_t>(word[i + 1]) >> 2;
    const double angle = std::numbers::pi / 4 * place * 0x1p-29;
    const double cosine = word[i + 1] & 1 ? -std::cos(angle) : std::cos(angle);
    double expected[] = {radius * cosine, radius * std::sin(angle)};
    if (word[i + 1] & 2) std::swap(expected[0], expected[1]);
    worst = std::max({worst, std::abs(number[i] - expected[0]) / radius,
                      std::abs(number[i + 1] - expected[1]) / radius});
  }
  CHECK(worst < 3e-7);
}

TEST_CASE("rows of uniform numbers fill the unit interval evenly", "[base]") {
  const auto values = uniforms(0, 1000, 1000);
  CHECK(distance(values, uniform_law) < 1.95);
  const auto [low, high] = std::ranges::minmax(values);
  CHECK((low >= 0 && low < 1e-5));
  CHECK((high < 1 && high > 1 - 1e-5));
}

TEST_CASE("rows of normal numbers follow the normal law", "[base]") {
  const auto values = normals(0, 1000, 1000);
  const Moments m = moments(values);
  CHECK(m.mean == Approx(0).margin(0.004));
  CHECK(m.variance == Approx(1).margin(0.006));
  CHECK(m.skew == Approx(0).margin(0.01));
  CHECK(m.kurtosis == Approx(3).margin(0.02));
  CHECK(distance(values, normal_law) < 1.95);
}

// Beyond 4, 4.5 and 5 lie 6.33e-5, 6.80e-6 and 5.73e-7 of a normal law.
TEST_CASE("normal numbers have the tails of the normal law", "[base]") {
  int beyond[3] = {};
  float farthest = 0;
  for (uint64_t first = 0; first < 20000; first += 1000) {
    for (const float value : normals(first, 1000, 1000)) {
      const float size = std::abs(value);
      beyond[0] += size > 4, beyond[1] += size > 4.5f, beyond[2] += size > 5;
      farthest = std::max(farthest, size);
    }
  }
  CHECK(beyond[0] == Approx(1267).margin(140));
  CHECK(beyond[1] == Approx(136).margin(45));
  CHECK(beyond[2] == Approx(11.5).margin(10));
  CHECK(farthest < 6.7f);
}

// Partners share a radius: their squares would tell if the angle were not even.
TEST_CASE("neighbours in rows and columns are independent", "[base]") {
  constexpr size_t kWidth = 1000;
  const auto values = normals(0, 1000, kWidth);
  for (const size_t lag : {size_t{1}, size_t{2}, size_t{3}, size_t{4}, kWidth}) {
    CAPTURE(lag);
    const std::vector<float> a(values.begin(), values.end() - static_cast<std::ptrdiff_t>(lag));
    const std::vector<float> b(values.begin() + static_cast<std::ptrdiff_t>(lag), values.end());
    CHECK(mean_product(a, b) == Approx(0).margin(0.004));
    std::vector<float> a2(a), b2(b);
    for (float& x : a2) x = x * x - 1;
    for (float& x : b2) x = x * x - 1;
    CHECK(mean_product(a2, b2) == Approx(0).margin(0.008));
    CHECK(mean_product(a2, b) == Approx(0).margin(0.006));
  }
}

}  // namespace mmoe
