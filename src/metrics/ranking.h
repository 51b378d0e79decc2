// The best rows of each group. A row of weight w takes w places; among rows of equal score, the
// mean over their orders counts.
#pragma once

#include <cstdint>
#include <optional>

#include "config/metric_config.h"
#include "metrics/scored_rows.h"

namespace mmoe {

// Of the first k places of a group: hit_rate, whether there is a positive; top_precision, the
// share of positives; top_recall, the share of the group's positives that are there; ndcg, the sum
// of 1 / log2(1 + place) over positives divided by the largest possible one (Jarvelin and
// Kekalainen 2002); mrr, 1 / place of the first positive, or 0. The mean over groups that have a
// positive; nothing if none has, or a score is NaN.
std::optional<double> top_of_groups(Metric metric, int64_t k, const ScoredRows& rows);

}  // namespace mmoe
