// Intervals of numbers: bins and piecewise-linear codes.
#include <cmath>
#include <limits>

#include "data/encoders.h"
#include "support/catch.h"
#include "support/encoding.h"
#include "support/errors.h"

namespace mmoe {

using test::features_of;
using test::fitted;
using test::fitted_and_encoded;

namespace {

using Ids = std::vector<int32_t>;
using Numbers = std::vector<double>;

std::string csv_of(const std::vector<std::string>& values) {
  return "x,z\n" + join(values, ",\n") + ",\n";
}

std::vector<FeatureConfig> number_with(const std::string& options) {
  return features_of("[{name: x, type: numeric, scale: none, " + options + "}]");
}

// Fitted on the first `training` values.
Dataset encoded(const std::vector<std::string>& values, size_t training,
                const std::string& options) {
  return fitted_and_encoded(csv_of(values), number_with(options), training);
}

Numbers boundaries_of(const std::vector<std::string>& values, int64_t quantiles) {
  const std::string options = "bins: {quantiles: " + std::to_string(quantiles) + "}";
  const Encoders encoders = fitted(csv_of(values), number_with(options));
  return std::get<BinsEncoder>(encoders.tables.at(0).ids).boundaries;
}

PiecewiseEncoder piecewise_of(const std::vector<std::string>& values, int64_t bins,
                              const std::string& options = "number: true") {
  const std::string all =
      options + ", piecewise_linear: {bins: " + std::to_string(bins) + ", dim: 4}";
  const Encoders encoders = fitted(csv_of(values), number_with(all));
  return std::get<PiecewiseEncoder>(encoders.columns.back().encoder);
}

std::vector<float> codes(const PiecewiseEncoder& encoder, double value) {
  std::vector<float> out(static_cast<size_t>(encoder.bins()));
  encoder.encode(value, out.data());
  return out;
}

const double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a value belongs to the last boundary not above it", "[data]") {
  const Dataset data =
      encoded({"-5", "0", "0.5", "10", "1e9", "", "9.99"}, 1, "bins: {boundaries: [0, 10]}");
  CHECK(data.ids == Ids{1, 2, 2, 3, 3, 0, 2});
  CHECK(data.numerics.size() == 7);  // the number itself is an input too
}

TEST_CASE("bins are a field, with or without the number", "[data]") {
  const std::string options = "number: false, bins: {boundaries: [1], dim: 5}, values: {dim: 3}";
  const Schema schema = fitted(csv_of({"0", "2", "3"}), number_with(options)).schema();
  CHECK(schema.numerics.empty());
  REQUIRE(schema.fields.size() == 2);
  CHECK(schema.fields[1].name == "x");
  CHECK(schema.fields[1].rows == 3);
  CHECK(schema.fields[1].dim == 5);
  CHECK(schema.fields[1].common == 2);
}

TEST_CASE("quantiles divide training rows evenly", "[data]") {
  CHECK(boundaries_of({"4", "1", "3", "2"}, 2) == Numbers{2.5});
  CHECK(boundaries_of({"1", "2", "3", "4", "5"}, 4) == Numbers{2, 3, 4});
  CHECK(boundaries_of({"1", "", "3"}, 2) == Numbers{2});
  CHECK(encoded({"4", "1", "3", "2", "99"}, 4, "bins: {quantiles: 4}").ids == Ids{4, 1, 3, 2, 4});
}

TEST_CASE("equal quantiles are one", "[data]") {
  CHECK(boundaries_of({"0", "0", "0", "0", "8"}, 4).empty());  // all below the largest are 0
  CHECK(boundaries_of({"0", "0", "0", "4", "8"}, 4) == Numbers{4});
  CHECK(boundaries_of({"0", "8", "8", "8", "8"}, 4) == Numbers{8});
  CHECK(boundaries_of({"7", "7"}, 10).empty());  // one value, one interval
  CHECK(boundaries_of({"", ""}, 10).empty());    // no value at all
}

// Gorishniy et al. 2022, equation 1, with edges 0, 1, 3, 7.
TEST_CASE("piecewise-linear codes by hand", "[data]") {
  const PiecewiseEncoder encoder{{0, 1, 3, 7}, 2};
  using Codes = std::vector<float>;
  CHECK(codes(encoder, 0) == Codes{0, 0, 0});
  CHECK(codes(encoder, 0.5) == Codes{0.5, 0, 0});
  CHECK(codes(encoder, 1) == Codes{1, 0, 0});
  CHECK(codes(encoder, 2.5) == Codes{1, 0.75, 0});
  CHECK(codes(encoder, 5) == Codes{1, 1, 0.5});
  CHECK(codes(encoder, -2) == Codes{-2, 0, 0});  // beyond the outer edges it goes on
  CHECK(codes(encoder, 11) == Codes{1, 1, 2});
  CHECK(codes(encoder, kMissing) == codes(encoder, 2));
}

TEST_CASE("edges are quantiles of the training rows, equal ones once", "[data]") {
  CHECK(piecewise_of({"5", "1", "3", "2", "4"}, 2).edges == Numbers{1, 3, 5});
  CHECK(piecewise_of({"0", "0", "0", "4", "8"}, 4).edges == Numbers{0, 4, 8});
  const PiecewiseEncoder one = piecewise_of({"7", "7"}, 4), none = piecewise_of({"", ""}, 4);
  CHECK(codes(one, 7) == std::vector<float>{0});
  CHECK(codes(none, kMissing) == std::vector<float>{0});
  const PiecewiseEncoder huge = piecewise_of({"-1e38", "-1e38"}, 4);
  CHECK(codes(huge, -1e38) == std::vector<float>{0});
}

TEST_CASE("a missing value has the codes of what takes its place", "[data]") {
  CHECK(piecewise_of({"0", "", "6", ""}, 2).fill == 3);
  CHECK(piecewise_of({"2", "", "6"}, 2, "missing: zero").fill == 0);
}

TEST_CASE("codes are inputs themselves, or values of a piecewise field", "[data]") {
  const std::vector<std::string> values = {"0", "1", "2", "3", "4"};
  const auto narrow = number_with("piecewise_linear: {bins: 2}");
  CHECK(fitted(csv_of(values), narrow).schema().numerics == std::vector<std::string>(3, "x"));
  CHECK(encoded(values, 5, "piecewise_linear: {bins: 2}").numerics ==
        std::vector<float>{0, 0, 0, 1, 0.5, 0, 2, 1, 0, 3, 1, 0.5, 4, 1, 1});
  const std::string wide = "number: false, piecewise_linear: {bins: 2, dim: 6}";
  const Schema schema = fitted(csv_of(values), number_with(wide)).schema();
  CHECK(schema.numerics.empty());
  REQUIRE(schema.piecewise.size() == 1);
  CHECK(schema.piecewise[0].name == "x");
  CHECK(schema.piecewise[0].bins == 2);
  CHECK(schema.piecewise[0].dim == 6);
  const Dataset data = encoded(values, 5, wide);
  CHECK(data.value_count == 2);
  CHECK(data.values == std::vector<float>{0, 0, 0.5, 0, 1, 0, 1, 0.5, 1, 1});
}

}  // namespace mmoe
