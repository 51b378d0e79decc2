// Numbers as data has them, and as the network takes them.
#pragma once

#include <limits>
#include <optional>
#include <string_view>

namespace mmoe {

// The network computes in 32-bit floats: larger numbers are not believed.
inline constexpr double kLargestNumber = std::numeric_limits<float>::max();

// The number a text stands for. "nan" is NaN and "inf" or "infinity" infinite, in any case and with
// a sign; so is what is too large for a double, and 0 what is too small. Nothing if it is no
// number.
std::optional<double> number_from(std::string_view text);

// The nearest float, the largest one for what lies beyond.
float to_float(double number);

}  // namespace mmoe
