// What the parts of a model did with rows: gates, experts, hidden units.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/multi_task_model.h"
#include "nn/pass.h"
#include "train/gate_load.h"
#include "train/layer_units.h"
#include "train/mixture_activity.h"

namespace mmoe {

// Of a model, or of all members of a run. Names of what belongs to one of several members begin
// with "members.<number>.": their experts and units have nothing in common, so a mean over members
// would say nothing.
struct Activity {
  std::vector<GateLoad> gates;
  std::vector<MixtureActivity> mixtures;
  std::vector<LayerUnits> layers;
  std::vector<std::pair<std::string, UnitCount>> towers;  // by task
};

class ActivityMeter {
 public:
  // The model must keep its place while this lives.
  explicit ActivityMeter(const MultiTaskModel& model);

  // The first rows of a pass that has run forward.
  void add(const Pass& pass, int64_t rows);

  // Of all rows so far; nothing without rows.
  Activity activity();

 private:
  // What is watched, in the rows not yet looked at.
  struct Watched {
    Source source;
    at::Tensor rows;
  };
  void watch(const Source& source);
  at::Tensor rows_of(const Source& source) const;
  void look();

  const MultiTaskModel& model_;
  std::vector<Watched> watched_;
  int64_t waiting_ = 0;  // rows not yet looked at
  std::vector<GateSums> gates_;
  std::vector<MixtureSums> mixtures_;
  std::vector<LayerSums> layers_;
  bool has_rows_ = false;
};

Activity activity_of_members(std::vector<ActivityMeter>& members);

}  // namespace mmoe
