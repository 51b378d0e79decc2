#include "report/seed_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "report/table.h"

namespace mmoe {

namespace {

constexpr auto kPlainLine = std::chrono::seconds(10);

// Of the seeds for which a metric is defined.
std::vector<std::string> row_of(const std::string& metric, const std::vector<double>& values) {
  if (values.empty()) return {metric, "0", "n/a", "n/a", "n/a", "n/a"};
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  for (const double value : values) squares += (value - sum / count) * (value - sum / count);
  const auto [least, most] = std::ranges::minmax(values);
  const auto deviation =
      values.size() > 1 ? std::optional(std::sqrt(squares / (count - 1))) : std::nullopt;
  return {
      metric,     std::to_string(values.size()), shown(sum / count), shown(deviation), shown(least),
      shown(most)};
}

}  // namespace

SeedReport::SeedReport(size_t seeds, Log& log, bool quiet)
    : seeds_(seeds),
      log_(log),
      quiet_(quiet),
      redraws_(isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_shown_(start_) {}

void SeedReport::advance(int64_t rows) {
  const std::lock_guard lock(mutex_);
  rows_ += rows;
}

void SeedReport::finish(int64_t seed, const TrainingResult& result) {
  const std::lock_guard lock(mutex_);
  results_[seed] = result;
}

void SeedReport::fail(int64_t seed, const std::exception_ptr& error) {
  const std::lock_guard lock(mutex_);
  errors_[seed] = error;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& problem) {
    log_.warning("seed " + std::to_string(seed) + ": " + problem.what());
  }
}

std::string SeedReport::line() const {
  const std::lock_guard lock(mutex_);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
  const std::string failed = errors_.empty() ? "" : fmt::format(", {} failed", errors_.size());
  return fmt::format(
      "{} of {} seeds done{}, {} rows/s", results_.size(), seeds_, failed,
      with_commas(static_cast<int64_t>(static_cast<double>(rows_) / seconds.count())));
}

void SeedReport::show() {
  if (quiet_) return;
  if (redraws_) {
    fmt::print(stderr, "\r\033[K{}", line());
    const std::lock_guard lock(mutex_);
    if (results_.size() + errors_.size() == seeds_) fmt::print(stderr, "\n");
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - last_shown_ < kPlainLine) return;
  last_shown_ = now;
  log_.info(line());
}

std::string SeedReport::table() const {
  const std::lock_guard lock(mutex_);
  if (results_.empty()) return "";
  const TrainingResult& one = results_.begin()->second;
  const bool on_test = !one.test.empty();
  std::vector<std::vector<std::string>> rows = {
      {on_test ? "test" : "valid", "seeds", "mean", "deviation", "least", "most"}};
  for (const auto& [metric, unused] : on_test ? one.test : one.valid) {
    std::vector<double> values;
    for (const auto& [seed, result] : results_) {
      const auto value = find_metric(on_test ? result.test : result.valid, metric);
      if (value) values.push_back(*value);
    }
    rows.push_back(row_of(metric, values));
  }
  return rows.size() > 1 ? aligned(rows) : "";
}

std::exception_ptr SeedReport::error() const {
  const std::lock_guard lock(mutex_);
  return errors_.empty() ? nullptr : errors_.begin()->second;
}

}  // namespace mmoe
