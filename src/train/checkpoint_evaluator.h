// A loaded checkpoint as one model that predicts the mean of what its members predict.
#pragma once

#include <c10/core/TensorOptions.h>

#include <deque>
#include <vector>

#include "train/checkpoint.h"
#include "train/evaluator.h"
#include "train/gate_load.h"

namespace mmoe {

class CheckpointEvaluator {
 public:
  // The checkpoint's models must keep their place and type while this lives.
  CheckpointEvaluator(const LoadedModel& loaded, const at::TensorOptions& options);

  const std::vector<Head>& heads() const { return heads_; }
  // By task; among several checkpoints each counts the same, however many members it has. `gates`:
  // what the gates of all members did.
  MemberLogits logits(const Dataset& data, std::vector<GateLoad>* gates = nullptr);

 private:
  std::vector<Head> heads_;
  const std::vector<LoadedMember>& members_;
  std::deque<Evaluator> evaluators_;  // by member
};

}  // namespace mmoe
