#include "config/checker.h"

namespace mmoe {

namespace {

void check_clip(Checker& check, const ClipConfig& clip) {
  const bool groups = clip.dense || clip.tables;
  if (clip.all.has_value() != groups) return;
  check.add("train.clip_norm", "give either 'all', or 'dense' or 'tables' or both of these");
}

void check_piecewise(Checker& check, const PiecewiseSchedule& schedule) {
  const std::vector<int64_t>& boundaries = schedule.boundaries;
  if (schedule.shares.size() != boundaries.size()) {
    check.add("train.schedule.shares",
              "takes one share for each of the " + std::to_string(boundaries.size()) +
                  " boundaries; there are " + std::to_string(schedule.shares.size()));
  }
  for (size_t i = 0; i < boundaries.size(); ++i) {
    if (boundaries[i] > (i == 0 ? 0 : boundaries[i - 1])) continue;
    check.add("train.schedule.boundaries." + std::to_string(i),
              i == 0 ? "is not above 0" : "is not above the boundary before it");
  }
  for (size_t i = 0; i < schedule.shares.size(); ++i) {
    if (schedule.shares[i] >= 0) continue;
    check.add("train.schedule.shares." + std::to_string(i), "is below 0");
  }
}

}  // namespace

void check_train(Checker& check, const RunConfig& config) {
  const TrainConfig& train = config.train;
  if (train.clip_norm) check_clip(check, *train.clip_norm);
  const auto* piecewise = std::get_if<PiecewiseSchedule>(&train.schedule);
  if (piecewise != nullptr) check_piecewise(check, *piecewise);
  check.add_repeats("train.freeze", train.freeze, "the name");
}

}  // namespace mmoe
