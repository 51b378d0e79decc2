// One training run in its folder, from loaded data to result.json.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "metrics/label_correlation.h"
#include "report/run_report.h"
#include "train/trainer.h"

namespace mmoe {

struct RunPlace {
  std::string folder;
  bool quiet = false;  // no progress line
  Runtime runtime;
};

class TrainingRun {
 public:
  // Replaces what an earlier run left in the folder, or goes on from what it saved. `data` and
  // `log` outlive the run.
  TrainingRun(const RunConfig& config, const TrainingData& data, const RunPlace& place, Log& log,
              const SavedTraining* saved = nullptr);

  // Trains so many more steps; whether there is more to do. What ends a run stands in its log, too.
  bool advance(int64_t steps);
  // After the last step: evaluates and writes result.json.
  const TrainingResult& finish();

  const Progress& progress() const { return trainer_.progress(); }
  const MultiTaskModel& model() const { return trainer_.model(); }
  // Whether the run is finished, its result written by an earlier process.
  bool has_result() const { return has_result_; }

 private:
  std::vector<LabelCorrelation> correlations_of_labels() const;
  void describe() const;

  RunConfig config_;
  const TrainingData& data_;
  RunPlace place_;
  Log& log_;
  Trainer trainer_;
  bool has_result_;
  std::unique_ptr<RunReport> report_;
  TrainingResult result_;
};

}  // namespace mmoe
