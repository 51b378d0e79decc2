#include "inspect/stability_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inspect/thresholds.h"

namespace mmoe {

namespace {

// Rows of a sample.
double total(std::span<const int64_t> counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), int64_t{0}));
}

}  // namespace

double stability_index(std::span<const int64_t> first, std::span<const int64_t> second) {
  const double n = total(first), m = total(second);
  if (n == 0 || m == 0) return 0;
  double index = 0, bins = 0;
  for (size_t bin = 0; bin < first.size(); ++bin) {
    if (first[bin] + second[bin] == 0) continue;
    bins += 1;
    // Half a row for an empty bin, which would make the index infinite.
    const double p = std::max(static_cast<double>(first[bin]), 0.5) / n;
    const double q = std::max(static_cast<double>(second[bin]), 0.5) / m;
    index += (q - p) * std::log(q / p);
  }
  const double chance =
      bins - 1 + thresholds::kStandardErrors * std::sqrt(2 * std::max(bins - 1, 0.0));
  return std::max(index - chance * (1 / n + 1 / m), 0.0);
}

}  // namespace mmoe
