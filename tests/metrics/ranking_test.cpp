#include "metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/catch.h"

namespace mmoe {

namespace {

constexpr Metric kTop[] = {Metric::hit_rate, Metric::top_precision, Metric::top_recall,
                           Metric::ndcg, Metric::mrr};

double gain(int place) { return 1 / std::log2(1 + place); }

void check_top(const ScoredRows& rows, int64_t k, const std::vector<double>& expected) {
  for (size_t i = 0; i < 5; ++i) {
    CAPTURE(i, k);
    CHECK(top_of_groups(kTop[i], k, rows).value() == Approx(expected[i]).margin(1e-15));
  }
}

// The metric of one group by all orders of its rows that the scores leave open.
double mean_over_orders(Metric metric, int64_t k, const ScoredRows& rows) {
  std::vector<size_t> order(rows.rows());
  std::iota(order.begin(), order.end(), size_t{0});
  double sum = 0, orders = 0;
  do {
    const bool falls =
        std::ranges::is_sorted(order, std::greater(), [&](size_t row) { return rows.scores[row]; });
    if (!falls) continue;
    ScoredRows untied = rows;
    for (size_t i = 0; i < order.size(); ++i) untied.scores[order[i]] = -static_cast<double>(i);
    sum += top_of_groups(metric, k, untied).value();
    ++orders;
  } while (std::ranges::next_permutation(order).found);
  return sum / orders;
}

}  // namespace

TEST_CASE("the best rows of one group", "[metrics]") {
  const ScoredRows rows = {{0, 1, 0, 1, 1}, {9, 8, 7, 6, 5}};
  check_top(rows, 1, {0, 0, 0, 0, 0});
  check_top(rows, 2, {1, 0.5, 1.0 / 3, gain(2) / (gain(1) + gain(2)), 0.5});
  const double all = gain(2) + gain(4) + gain(5), ideal = gain(1) + gain(2) + gain(3);
  check_top(rows, 5, {1, 0.6, 1, all / ideal, 0.5});
  check_top(rows, 10, {1, 0.3, 1, all / ideal, 0.5});
}

TEST_CASE("perfect and reversed orders of the best rows", "[metrics]") {
  check_top({{1, 1, 0, 0}, {4, 3, 2, 1}}, 2, {1, 1, 1, 1, 1});
  check_top({{0, 0, 1, 1}, {4, 3, 2, 1}}, 2, {0, 0, 0, 0, 0});
}

TEST_CASE("groups count the same, those without a positive not at all", "[metrics]") {
  const ScoredRows rows = {{1, 0, 0, 1, 0, 0, 0}, {2, 1, 5, 4, 3, 9, 8}, {}, {1, 1, 2, 2, 2, 3, 3}};
  check_top(rows, 1, {0.5, 0.5, 0.5, 0.5, 0.5});
  check_top(rows, 2, {1, 0.5, 1, (1 + gain(2)) / 2, 0.75});
  CHECK_FALSE(top_of_groups(Metric::ndcg, 3, {{0, 0}, {1, 2}}));
  CHECK_FALSE(top_of_groups(Metric::ndcg, 3, {{0, 1}, {1, std::nan("")}}));
}

TEST_CASE("ties count as the mean over their orders", "[metrics]") {
  const ScoredRows groups[] = {{{1, 0, 0, 0}, {1, 1, 1, 1}},
                               {{1, 0, 1, 0, 0}, {1, 1, 1, 1, 2}},
                               {{0, 1, 1, 0, 0, 1}, {3, 3, 3, 2, 2, 2}}};
  for (const ScoredRows& rows : groups) {
    for (const int64_t k : {1, 2, 3, 4, 9}) {
      for (const Metric metric : kTop) {
        CAPTURE(rows.rows(), k, static_cast<int>(metric));
        CHECK(top_of_groups(metric, k, rows).value() ==
              Approx(mean_over_orders(metric, k, rows)).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("rows without weight take no place", "[metrics]") {
  check_top({{0, 1, 0}, {3, 2, 1}, {0, 1, 1}}, 1, {1, 1, 1, 1, 1});
}

}  // namespace mmoe
