#include "data/number_encoders.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "data/number_text.h"

namespace mmoe {

double NumericEncoder::signed_log(double value) {
  return std::copysign(std::log1p(std::abs(value)), value);
}

float NumericEncoder::encode(double value) const {
  if (std::isnan(value)) value = fill;
  return to_float(((log ? signed_log(value) : value) - shift) * factor);
}

void PiecewiseEncoder::encode(double value, float* codes) const {
  if (std::isnan(value)) value = fill;
  const size_t count = edges.size() - 1;
  for (size_t bin = 0; bin < count; ++bin) {
    const double low = edges[bin], high = edges[bin + 1];
    double code = (value - low) / (high - low);
    if (bin > 0) code = std::max(code, 0.0);
    if (bin + 1 < count) code = std::min(code, 1.0);
    codes[bin] = to_float(code);
  }
}

uint64_t ValueEncoder::key_of(double value) {
  if (std::isnan(value)) return ~uint64_t{0};
  return std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
}

int32_t BinsEncoder::id_of(double value) const {
  if (std::isnan(value)) return 0;
  return static_cast<int32_t>(std::ranges::upper_bound(boundaries, value) - boundaries.begin()) + 1;
}

NumberLookup number_lookup(const ValueEncoder& encoder) {
  std::unordered_map<uint64_t, int32_t> ids;
  int32_t id = 0;
  for (const double value : encoder.values) ids.emplace(ValueEncoder::key_of(value), ++id);
  const double missing = std::numeric_limits<double>::quiet_NaN();
  if (encoder.missing) ids.emplace(ValueEncoder::key_of(missing), *encoder.missing);
  return [ids = std::move(ids)](double value) {
    const auto found = ids.find(ValueEncoder::key_of(value));
    return found == ids.end() ? 0 : found->second;
  };
}

NumberLookup number_lookup(const BinsEncoder& encoder) {
  return [encoder](double value) { return encoder.id_of(value); };
}

NumberLookup number_lookup(const BucketEncoder& encoder) {
  return [encoder](double value) { return encoder.id_of(value); };
}

}  // namespace mmoe
