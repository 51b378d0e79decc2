// The run folder and the screen: what training tells its observer ends up here.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/log.h"
#include "report/checkpoint_files.h"
#include "report/metrics_log.h"
#include "train/trainer.h"

namespace mmoe {

class RunReport : public Observer {
 public:
  // Writes into an existing folder, where the run is new or goes on from `saved`. Keeps so many
  // checkpoints. Progress goes to standard error unless `quiet`.
  RunReport(const std::string& folder, int64_t keep, const SavedTraining* saved, Log& log,
            bool quiet, std::function<std::optional<ExitCode>()> interruption);
  ~RunReport() override;

  void on_step(const Progress& progress, const MetricValues& losses) override;
  void on_validation(const Progress& progress, const MetricValues& values, bool is_best) override;
  void on_test(const Progress& progress, const MetricValues& values) override;
  void on_checkpoint(CheckpointKind kind, int64_t step, const SafeTensors& content) override;
  void on_rollback(int64_t step, const std::string& reason) override;
  SavedTraining rollback() override;
  std::optional<ExitCode> interruption() override { return interruption_(); }

 private:
  void show(const Progress& progress, const MetricValues& losses);
  void clear_line();

  Log& log_;
  bool quiet_, redraws_;
  std::function<std::optional<ExitCode>()> interruption_;
  MetricsLog metrics_;
  CheckpointFiles checkpoints_;
  std::chrono::steady_clock::time_point last_shown_;
  bool line_is_drawn_ = false;
};

}  // namespace mmoe
