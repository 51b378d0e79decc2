// Rows group by group, and the mean of AUC over groups.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/scored_rows.h"

namespace mmoe {

// Numbers of all rows, those of a group together and in their order.
std::vector<uint32_t> ordered_by_group(const ScoredRows& rows);

// Calls visit(row numbers) for each group of rows with a weight.
template <class Visit>
void each_group(const ScoredRows& rows, const Visit& visit) {
  const std::vector<uint32_t> order = ordered_by_group(rows);
  for (size_t first = 0, end = 0; first < order.size(); first = end) {
    const auto same = [&](size_t i) {
      return rows.groups.empty() || rows.groups[order[i]] == rows.groups[order[first]];
    };
    while (end < order.size() && same(end)) ++end;
    visit(std::span(order).subspan(first, end - first));
  }
}

// Mean of the AUC within each group that has both classes, by the weight of its rows (Zhu et al.
// 2017, "Optimized cost per click in Taobao display advertising", section 4). Nothing if no group
// has both.
std::optional<double> grouped_auc(const ScoredRows& rows);

}  // namespace mmoe
