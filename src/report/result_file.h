// result.json: what came of a run.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/run_config.h"
#include "data/load.h"
#include "metrics/label_correlation.h"
#include "report/json.h"
#include "train/trainer.h"

namespace mmoe {

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

// The metrics of such a file. Throws Error(checkpoint) if it is not one.
TrainingResult read_result(const std::string& path);

}  // namespace mmoe
