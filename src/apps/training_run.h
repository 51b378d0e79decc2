// One training run in its folder, from loaded data to result.json.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
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
  // Replaces what an earlier run left in the folder. `data` and `log` outlive the run.
  TrainingRun(const RunConfig& config, const TrainingData& data, const RunPlace& place, Log& log);

  // Trains so many more steps; whether there is more to do. What ends a run stands in its log, too.
  bool advance(int64_t steps);
  // After the last step: evaluates and writes result.json.
  const TrainingResult& finish();

  const Progress& progress() const { return trainer_.progress(); }
  const MultiTaskModel& model() const { return trainer_.model(); }

 private:
  std::vector<LabelCorrelation> correlations_of_labels() const;

  RunConfig config_;
  const TrainingData& data_;
  RunPlace place_;
  Log& log_;
  RunReport report_;
  Trainer trainer_;
  TrainingResult result_;
};

}  // namespace mmoe
