#include "optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/catch.h"

namespace mmoe {

namespace {

std::vector<double> shares(const ScheduleConfig& schedule, int64_t total) {
  std::vector<double> all;
  for (int64_t step = 0; step < total; ++step) all.push_back(rate_share(schedule, step, total));
  return all;
}

template <class Schedule>
Schedule with_warmup(Schedule schedule, double warmup) {
  schedule.warmup = warmup;
  return schedule;
}

}  // namespace

TEST_CASE("schedule: constant", "[optim]") {
  CHECK(shares(ConstantSchedule(), 5) == std::vector<double>(5, 1));
}

TEST_CASE("schedule: every kind warms up in equal steps from 0 to the peak", "[optim]") {
  for (const ScheduleConfig& schedule : {ScheduleConfig(with_warmup(ConstantSchedule(), 0.2)),
                                         ScheduleConfig(with_warmup(CosineSchedule(), 0.2)),
                                         ScheduleConfig(with_warmup(OneCycleSchedule(), 0.2)),
                                         ScheduleConfig(with_warmup(ExponentialSchedule(), 0.2))}) {
    CAPTURE(schedule.index());
    const std::vector<double> all = shares(schedule, 50);
    for (size_t step = 0; step < 10; ++step) {
      CHECK(all[step] == Approx(static_cast<double>(step + 1) / 10));
    }
    CHECK(all[10] == 1);  // where the schedule itself starts
    CHECK(*std::max_element(all.begin(), all.end()) == 1);
  }
}

TEST_CASE("schedule: one cycle peaks after the warm-up and ends at a thousandth", "[optim]") {
  const std::vector<double> all = shares(OneCycleSchedule(), 1000);
  CHECK(all[0] == Approx(0.01));
  CHECK(all[99] == 1);
  CHECK(all[100] == 1);
  CHECK(all.back() == Approx(0.001));
  // Half way down the cosine.
  CHECK((all[549] + all[550]) / 2 == Approx(0.5005));
  CHECK(std::is_sorted(all.begin(), all.begin() + 100));
  CHECK(std::is_sorted(all.rbegin(), all.rbegin() + 900));
}

TEST_CASE("schedule: cosine falls to its final share", "[optim]") {
  CosineSchedule schedule;
  CHECK(shares(schedule, 101)[0] == 1);
  CHECK(shares(schedule, 101)[25] == Approx(0.5 * (1 + std::sqrt(0.5))));
  CHECK(shares(schedule, 101)[50] == Approx(0.5));
  CHECK(shares(schedule, 101)[100] == Approx(0).margin(1e-15));
  schedule.final = 0.2;
  CHECK(shares(schedule, 101)[50] == Approx(0.6));
  CHECK(shares(schedule, 101)[100] == Approx(0.2));
}

TEST_CASE("schedule: exponential decay is smooth", "[optim]") {
  ExponentialSchedule schedule;
  schedule.decay = 0.5;
  schedule.every = 10;
  const std::vector<double> all = shares(schedule, 41);
  CHECK(all[0] == 1);
  CHECK(all[5] == Approx(std::sqrt(0.5)));
  CHECK(all[10] == Approx(0.5));
  CHECK(all[40] == Approx(0.0625));
  // After a warm-up it counts from the peak.
  const std::vector<double> warmed = shares(with_warmup(schedule, 0.5), 80);
  CHECK(warmed[40] == 1);
  CHECK(warmed[50] == Approx(0.5));
}

TEST_CASE("schedule: exponential decay by stairs, and no lower than its least share", "[optim]") {
  ExponentialSchedule schedule;
  schedule.decay = 0.5;
  schedule.every = 3;
  schedule.staircase = true;
  schedule.least = 0.2;
  CHECK(shares(schedule, 10) == std::vector<double>{1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2});
  // After a warm-up the stairs begin at the peak.
  CHECK(shares(with_warmup(schedule, 0.2), 10) ==
        std::vector<double>{0.5, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25});
}

TEST_CASE("schedule: polynomial falls from the peak to its final share", "[optim]") {
  PolynomialSchedule schedule;
  CHECK(shares(schedule, 5) == std::vector<double>{1, 0.75, 0.5, 0.25, 0});
  CHECK(shares(schedule, 1) == std::vector<double>{0});
  schedule.final = 0.5;
  schedule.power = 2;
  CHECK(shares(schedule, 5) == std::vector<double>{1, 0.78125, 0.625, 0.53125, 0.5});
  schedule.steps = 2;
  CHECK(shares(schedule, 5) == std::vector<double>{1, 0.625, 0.5, 0.5, 0.5});
  CHECK(shares(with_warmup(schedule, 0.4), 5) == std::vector<double>{0.5, 1, 1, 0.625, 0.5});
  schedule.steps = 100;  // longer than the run
  CHECK(shares(schedule, 5).back() == Approx(0.5 + 0.5 * 0.96 * 0.96));
}

TEST_CASE("schedule: piecewise takes a share from each boundary of the run on", "[optim]") {
  PiecewiseSchedule schedule;
  schedule.boundaries = {2, 3, 6};
  schedule.shares = {0.5, 2, 0};
  CHECK(shares(schedule, 8) == std::vector<double>{1, 1, 0.5, 2, 2, 2, 0, 0});
  CHECK(shares(with_warmup(schedule, 0.5), 8) ==
        std::vector<double>{0.25, 0.5, 0.75, 1, 2, 2, 0, 0});
}

TEST_CASE("schedule: the shortest runs have a rate", "[optim]") {
  for (const int64_t total : {1, 2, 3}) {
    for (const double warmup : {0.0, 0.1, 0.5, 1.0}) {
      CAPTURE(total, warmup);
      for (const double share : shares(with_warmup(OneCycleSchedule(), warmup), total)) {
        CHECK(share > 0);
        CHECK(share <= 1);
      }
    }
  }
  // Only warm-up: the last step has the whole rate.
  CHECK(shares(with_warmup(CosineSchedule(), 1), 4) == std::vector<double>{0.25, 0.5, 0.75, 1});
}

}  // namespace mmoe
