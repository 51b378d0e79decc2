#include "inspect/column_r2.h"

#include <cmath>
#include <limits>
#include <vector>

#include "inspect/halves.h"

namespace mmoe {

namespace {

struct Mean {
  double sum = 0, count = 0;

  void add(double value) {
    sum += value;
    count += 1;
  }
  double value() const { return sum / count; }
};

}  // namespace

double column_r2(std::span<const int32_t> codes, std::span<const float> labels) {
  const std::vector<bool> is_second = second_half(codes.size());
  std::vector<Mean> fitted(code_count(codes));
  Mean first, second;
  for (size_t row = 0; row < codes.size(); ++row) {
    if (std::isnan(labels[row])) continue;
    (is_second[row] ? second : first).add(static_cast<double>(labels[row]));
    if (!is_second[row])
      fitted[static_cast<size_t>(codes[row])].add(static_cast<double>(labels[row]));
  }
  double unexplained = 0, all = 0;
  for (size_t row = 0; row < codes.size(); ++row) {
    if (std::isnan(labels[row]) || !is_second[row]) continue;
    const Mean& mean = fitted[static_cast<size_t>(codes[row])];
    const double guess = mean.count > 0 ? mean.value() : first.value();
    const auto label = static_cast<double>(labels[row]);
    unexplained += (label - guess) * (label - guess);
    all += (label - second.value()) * (label - second.value());
  }
  const bool defined = first.count > 0 && all > 0;
  return defined ? 1 - unexplained / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace mmoe
