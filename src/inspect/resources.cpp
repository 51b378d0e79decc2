#include "inspect/resources.h"

#include <fmt/format.h>

#include "inspect/thresholds.h"

namespace mmoe {

std::vector<Finding> lacking_memory(double expected, double available) {
  if (expected < thresholds::kMemory * available) return {};
  return {{.severity = Severity::likely,
           .check = "memory",
           .size = 1,
           .problem = fmt::format("training needs about {:.0f} MB, of {:.0f} MB that there are",
                                  expected, available),
           .advice = "read fewer rows or columns, give tables fewer rows (min_count, "
                     "hash_buckets) or a smaller dim, or use a larger machine"}};
}

}  // namespace mmoe
