// From numbers to inputs, and to ids of embedding tables. NaN: missing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace mmoe {

// (transform(x) - shift) * factor; a missing value becomes `fill` before that.
struct NumericEncoder {
  bool log = false;  // sign(x) log(1 + |x|)
  double shift = 0, factor = 1, fill = 0;

  static double signed_log(double value);
  float encode(double value) const;
};

// Gorishniy et al. 2022, equation 1: a code for each interval between neighbouring edges, 1 below
// the value's own, 0 above, and there the share of the way through it. Beyond the outer edges the
// first and last code go on below 0 and above 1. A missing value becomes `fill` before that.
struct PiecewiseEncoder {
  std::vector<double> edges;  // ascending, two or more
  double fill = 0;
  int64_t dim = 0;  // of the linear layer over the codes; 0: they are inputs themselves

  int64_t bins() const { return static_cast<int64_t>(edges.size()) - 1; }
  // Writes bins() codes.
  void encode(double value, float* codes) const;
};

// Id 0: rare or never seen in training; a missing value has an id if training had it often enough.
struct ValueEncoder {
  std::vector<double> values;  // value of id 1, 2, ...
  std::optional<int32_t> missing;

  // One bit pattern a value: -0 is 0, and every NaN is the same missing value.
  static uint64_t key_of(double value);

  int64_t rows() const { return static_cast<int64_t>(values.size()) + (missing ? 2 : 1); }
};

// Id 0 is a missing value; then the intervals, of which each but the first begins at a boundary.
struct BinsEncoder {
  std::vector<double> boundaries;  // ascending

  int64_t rows() const { return static_cast<int64_t>(boundaries.size()) + 2; }
  int32_t id_of(double value) const;
};

// Given ids 0..n-1 become 1..n; 0 is a missing value, or one out of range.
struct BucketEncoder {
  int64_t buckets = 0;

  int64_t rows() const { return buckets + 1; }
  int32_t id_of(double value) const {
    return value >= 0 && value < static_cast<double>(buckets) ? static_cast<int32_t>(value) + 1 : 0;
  }
};

// The id of a number, made ready for many look-ups.
using NumberLookup = std::function<int32_t(double)>;
NumberLookup number_lookup(const ValueEncoder& encoder);
NumberLookup number_lookup(const BinsEncoder& encoder);
NumberLookup number_lookup(const BucketEncoder& encoder);

}  // namespace mmoe
