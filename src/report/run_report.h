// The run folder and the screen: what training tells its observer ends up here.
#pragma once

#include <chrono>
#include <fstream>
#include <functional>
#include <string>

#include "base/log.h"
#include "metrics/label_correlation.h"
#include "report/json.h"
#include "train/trainer.h"

namespace mmoe {

class RunReport : public Observer {
 public:
  // Writes into an existing folder. Progress goes to standard error unless `quiet`.
  RunReport(std::string folder, Log& log, bool quiet,
            std::function<std::optional<ExitCode>()> interruption);
  ~RunReport() override;

  void on_step(const Progress& progress, const MetricValues& losses) override;
  void on_validation(const Progress& progress, const MetricValues& values, bool is_best) override;
  void on_test(const Progress& progress, const MetricValues& values) override;
  void on_checkpoint(const std::string& name, const SafeTensors& content) override;
  std::optional<ExitCode> interruption() override { return interruption_(); }

 private:
  void write_line(const char* event, const Progress& progress, const MetricValues& values);
  void show(const Progress& progress, const MetricValues& losses);
  void clear_line();

  std::string folder_;
  Log& log_;
  bool quiet_, redraws_;
  std::function<std::optional<ExitCode>()> interruption_;
  std::ofstream metrics_;
  std::chrono::steady_clock::time_point last_shown_;
  bool line_is_drawn_ = false;
};

// What result.json says, besides the metrics themselves.
struct RunFacts {
  int64_t parameters = 0;
  std::string device;
  int threads = 1;
  FileRows files;
  std::vector<LabelCorrelation> label_correlations;
  std::vector<std::pair<std::string, std::string>> versions;
};

Json result_json(const RunConfig& config, const TrainingResult& result, bool has_validation,
                 const RunFacts& facts);

}  // namespace mmoe
