#include "config/metric_config.h"

namespace mmoe {

bool is_within_groups(Metric metric) { return metric == Metric::gauc || looks_at_top(metric); }

bool looks_at_top(Metric metric) { return metric >= Metric::hit_rate && metric <= Metric::mrr; }

std::string name_of(const MetricConfig& metric) {
  const std::string word = Scalar<Metric>::write(metric.type).text;
  return looks_at_top(metric.type) ? word + "_at_" + std::to_string(metric.k) : word;
}

}  // namespace mmoe
