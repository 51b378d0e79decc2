// Numbers and their exact values, data/encoders.h.
#include <cmath>
#include <numbers>

#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"

namespace mmoe {

using test::fitted_and_encoded;
using test::numeric;
using test::with_values;

namespace {

std::string column_of(const std::vector<std::string>& values) {
  return "x,other\n" + join(values, ",\n") + ",\n";
}

// Fits on the first `training` values and encodes all of them.
std::vector<float> encoded_numbers(const std::vector<std::string>& values, size_t training,
                                   const NumericFeature& feature) {
  return fitted_and_encoded(column_of(values), {feature}, training).numerics;
}

std::vector<int32_t> encoded_ids(const std::vector<std::string>& values, size_t training,
                                 int64_t min_count) {
  return fitted_and_encoded(column_of(values), {with_values(numeric("x"), min_count)}, training)
      .ids;
}

void check_near(const std::vector<float>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-6));
}

}  // namespace

TEST_CASE("no scale makes a number that is none", "[data]") {
  const std::vector<std::string> tiny = {"0", "1e-320", "2e-320", "3e38", "-3e38", "nan"};
  for (const Scale scale : {Scale::standard, Scale::minmax, Scale::log1p, Scale::none}) {
    NumericFeature feature = numeric("x");
    feature.scale = scale;
    for (const float number : encoded_numbers(tiny, 3, feature)) CHECK(std::isfinite(number));
    for (const float number : encoded_numbers(tiny, 6, feature)) CHECK(std::isfinite(number));
    for (const float number : encoded_numbers({"5", "5", "-1e30"}, 2, feature)) {
      CHECK(std::isfinite(number));
    }
  }
  NumericFeature feature = numeric("x");
  feature.piecewise_linear = PiecewiseLinearConfig{.bins = 2, .dim = {}};
  for (const float number : encoded_numbers(tiny, 3, feature)) CHECK(std::isfinite(number));
}

TEST_CASE("standard gives training rows mean 0 and deviation 1", "[data]") {
  std::vector<std::string> values;
  for (int i = 0; i < 1000; ++i) values.push_back(std::to_string(1e6 + i * i % 97));
  values.push_back("0");  // not a training row
  const auto numbers = encoded_numbers(values, 1000, numeric("x"));
  double sum = 0, squares = 0;
  for (size_t i = 0; i < 1000; ++i) sum += numbers[i], squares += numbers[i] * numbers[i];
  CHECK(sum / 1000 == Approx(0).margin(1e-6));
  CHECK(squares / 1000 == Approx(1).epsilon(1e-6));
  CHECK(numbers[1000] < -1000);
}

TEST_CASE("scales are fitted on the training rows alone", "[data]") {
  const double third = std::sqrt(2.0 / 3);  // deviation of -1, 0, 1
  struct Case {
    const char* what;
    Scale scale;
    std::vector<std::string> values;  // the first three train
    std::vector<double> expected;
  };
  const Case cases[] = {
      {"standard",
       Scale::standard,
       {"4", "6", "5", "105"},
       {-1 / third, 1 / third, 0, 100 / third}},
      {"minmax", Scale::minmax, {"2", "6", "3", "10"}, {0, 1, 0.25, 2}},
      {"log1p",
       Scale::log1p,
       {"-1.718281828459045", "0", "1.718281828459045", "6.38905609893065"},
       {-1 / third, 0, 1 / third, 2 / third}},
      {"none", Scale::none, {"2", "-6", "3.5", "10"}, {2, -6, 3.5, 10}},
      {"constant, standard", Scale::standard, {"7", "7", "7", "9"}, {0, 0, 0, 2}},
      {"constant, inexact", Scale::standard, {"0.1", "0.1", "0.1", "0.6"}, {0, 0, 0, 0.5}},
      {"constant, minmax", Scale::minmax, {"7", "7", "7", "9"}, {0, 0, 0, 2}},
      {"constant, log1p", Scale::log1p, {"1", "1", "1", "1"}, {0, 0, 0, 0}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    check_near(encoded_numbers(one.values, 3, numeric("x", one.scale)), one.expected);
  }
}

TEST_CASE("a missing number becomes the training mean or zero", "[data]") {
  const double log_mean = (std::log(2) + std::log(4)) / 2,
               log_half = (std::log(4) - std::log(2)) / 2;
  struct Case {
    Scale scale;
    MissingNumber missing;
    double expected;
  };
  const Case cases[] = {{Scale::standard, MissingNumber::mean, 0},
                        {Scale::standard, MissingNumber::zero, -2},
                        {Scale::minmax, MissingNumber::mean, 0.5},
                        {Scale::minmax, MissingNumber::zero, -0.5},
                        {Scale::none, MissingNumber::mean, 2},
                        {Scale::none, MissingNumber::zero, 0},
                        {Scale::log1p, MissingNumber::mean, (std::log(3) - log_mean) / log_half},
                        {Scale::log1p, MissingNumber::zero, -log_mean / log_half}};
  for (const Case& one : cases) {
    CAPTURE(Scalar<Scale>::write(one.scale).text, Scalar<MissingNumber>::write(one.missing).text);
    // The missing value does not count in the fit, and neither does the last row.
    const auto numbers =
        encoded_numbers({"1", "", "3", "", "50"}, 3, numeric("x", one.scale, one.missing));
    CHECK(numbers[1] == Approx(one.expected).margin(1e-6));
    CHECK(numbers[3] == numbers[1]);
  }
  check_near(encoded_numbers({"", "", "3"}, 2, numeric("x")), {0, 0, 3});
}

TEST_CASE("the logarithm keeps the sign", "[data]") {
  CHECK(NumericEncoder::signed_log(std::numbers::e - 1) == Approx(1));
  CHECK(NumericEncoder::signed_log(1 - std::numbers::e) == Approx(-1));
  CHECK(NumericEncoder::signed_log(0) == 0);
}

TEST_CASE("exact values have ids in their order, rare and unseen ones 0", "[data]") {
  // Training: 5 twice, 0 twice (-0 is 0), 7 once, missing twice; then the rest.
  const std::vector<std::string> values = {"5", "-0", "7", "", "0", "5.0", "", "0", "6", "", "7"};
  using Ids = std::vector<int32_t>;
  CHECK(encoded_ids(values, 7, 2) == Ids{2, 1, 0, 3, 1, 2, 3, 1, 0, 3, 0});
  CHECK(encoded_ids(values, 7, 1) == Ids{2, 1, 3, 4, 1, 2, 4, 1, 0, 4, 3});
  CHECK(encoded_ids(values, 7, 3) == Ids(11, 0));
  CHECK(encoded_ids({"1", "2", ""}, 2, 1) == Ids{1, 2, 0});  // missing is new
}

TEST_CASE("neighbouring doubles are different exact values", "[data]") {
  CHECK(encoded_ids({"0.1", "0.10000000000000002", "0.1"}, 3, 1) == std::vector<int32_t>{1, 2, 1});
  CHECK(ValueEncoder::key_of(-0.0) == ValueEncoder::key_of(0.0));
  CHECK(ValueEncoder::key_of(std::nan("1")) == ValueEncoder::key_of(-std::nan("2")));
  CHECK(ValueEncoder::key_of(1) != ValueEncoder::key_of(-1));
}

}  // namespace mmoe
