// What a batch of runs, one a seed, tells the person at the prompt. Several threads report to it.
#pragma once

#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <string>

#include "base/log.h"
#include "train/trainer.h"

namespace mmoe {

class SeedReport {
 public:
  SeedReport(size_t seeds, Log& log, bool quiet);

  void advance(int64_t rows);  // trained by any of them
  void finish(int64_t seed, const TrainingResult& result);
  void fail(int64_t seed, const std::exception_ptr& error);

  // One line for all of them; redrawn on a terminal, else now and then.
  void show();

  // Mean, deviation and range over the seeds of each metric on test data, or on validation data
  // where there is no test data. Empty if no seed was finished.
  std::string table() const;

  // What ended the first seed that failed; null if none did.
  std::exception_ptr error() const;

 private:
  std::string line() const;

  size_t seeds_;
  Log& log_;
  bool quiet_, redraws_;
  mutable std::mutex mutex_;
  std::map<int64_t, TrainingResult> results_;
  std::map<int64_t, std::exception_ptr> errors_;
  int64_t rows_ = 0;
  std::chrono::steady_clock::time_point start_, last_shown_;
};

}  // namespace mmoe
