// metrics.jsonl: a line an event.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "metrics/metrics.h"
#include "train/trainer.h"

namespace mmoe {

class MetricsLog {
 public:
  // Begins anew, or goes on where a run was resumed, as drop_after() leaves it.
  MetricsLog(std::string path, std::optional<int64_t> resumed_at);

  // Throws Error(resources) if it cannot be written.
  void write(const char* event, const Progress& progress, const MetricValues& values);
  // Takes away the lines of later steps, those of the test and broken ones.
  void drop_after(int64_t step);
  void flush_to_disk() const;

 private:
  void open(std::ios::openmode mode);

  std::string path_;
  std::ofstream file_;
  double seconds_before_ = 0;  // of the processes before this one
};

}  // namespace mmoe
