#include "inspect/data_checks.h"

#include "inspect/drift.h"
#include "inspect/empty_columns.h"
#include "inspect/label_checks.h"
#include "inspect/label_drift.h"
#include "inspect/leaking_features.h"
#include "inspect/overlap.h"

namespace mmoe {

DataReport check_data(const RunConfig& config, const TrainingData& data) {
  DataReport report;
  report.unseen = unseen_values(data);
  for (const auto& found :
       {leaking_features(config, data), identical_labels(config, data),
        one_sided_labels(config, data), empty_columns(data), unseen_columns(data, report.unseen),
        overlapping_parts(data), drifting_columns(data), drifting_labels(config, data)}) {
    report.findings.insert(report.findings.end(), found.begin(), found.end());
  }
  return report;
}

}  // namespace mmoe
