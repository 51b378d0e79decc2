#include "metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "metrics/groups.h"

namespace mmoe {

namespace {

// Sum of 1 / log2(1 + place) over the first places; a part of a place counts by its length.
class Discounts {
 public:
  double sum(double places) {
    const double whole = std::floor(places);
    const auto count = static_cast<size_t>(whole);
    while (sums_.size() <= count) sums_.push_back(sums_.back() + of_place(sums_.size()));
    return sums_[count] + (places > whole ? (places - whole) * of_place(count + 1) : 0);
  }

 private:
  static double of_place(size_t place) { return 1 / std::log2(1 + static_cast<double>(place)); }
  std::vector<double> sums_ = {0};
};

struct Top {
  double hits = 0;   // weight of positives within the first k places
  double gain = 0;   // the same, discounted
  double hit = 0;    // whether there is one
  double first = 0;  // 1 / place of the first one
  double none = 1;   // chance that none came so far
};

// Adds the rows of one score, which begin after `before` places.
void add_tied(double before, double weight, double positive, double k, Discounts& discounts,
              Top& top) {
  const double share = positive / weight, end = std::min(before + weight, k);
  if (end > before) {
    top.hits += share * (end - before);
    top.gain += share * (discounts.sum(end) - discounts.sum(before));
  }
  for (double taken = 0; taken < weight && before + taken < k && top.none > 0; ++taken) {
    const double left = weight - taken;
    const double still = top.none * std::max(0.0, left - positive) / left;
    top.hit += top.none - still;
    top.first += (top.none - still) / (1 + std::floor(before + taken));
    top.none = still;
  }
}

double value_of(Metric metric, const Top& top, double k, double positives, Discounts& discounts) {
  if (metric == Metric::hit_rate) return top.hit;
  if (metric == Metric::mrr) return top.first;
  if (metric == Metric::top_precision) return top.hits / k;
  if (metric == Metric::top_recall) return top.hits / positives;
  return top.gain / discounts.sum(std::min(positives, k));
}

}  // namespace

std::optional<double> top_of_groups(Metric metric, int64_t k, const ScoredRows& rows) {
  if (std::ranges::any_of(rows.scores, [](double score) { return std::isnan(score); })) return {};
  const auto places = static_cast<double>(k);
  Discounts discounts;
  std::vector<uint32_t> order;
  double sum = 0, groups = 0;
  each_group(rows, [&](std::span<const uint32_t> group) {
    order.assign(group.begin(), group.end());
    std::ranges::sort(order, std::greater(), [&](uint32_t row) { return rows.scores[row]; });
    Top top;
    double before = 0, positives = 0;
    for (size_t i = 0; i < order.size();) {
      const double score = rows.scores[order[i]];
      double weight = 0, positive = 0;
      for (; i < order.size() && rows.scores[order[i]] == score; ++i) {
        weight += rows.weight(order[i]);
        if (rows.labels[order[i]] > 0.5) positive += rows.weight(order[i]);
      }
      add_tied(before, weight, positive, places, discounts, top);
      before += weight;
      positives += positive;
    }
    if (!(positives > 0)) return;
    sum += value_of(metric, top, places, positives, discounts);
    ++groups;
  });
  if (groups == 0) return {};
  return sum / groups;
}

}  // namespace mmoe
