// A loaded checkpoint as one model that predicts the mean of what its members predict.
#pragma once

#include <c10/core/TensorOptions.h>

#include <deque>
#include <vector>

#include "train/activity.h"
#include "train/checkpoint.h"
#include "train/evaluator.h"

namespace mmoe {

class CheckpointEvaluator {
 public:
  // The checkpoint's models must keep their place and type while this lives.
  CheckpointEvaluator(const LoadedModel& loaded, const at::TensorOptions& options);

  const std::vector<Head>& heads() const { return heads_; }
  // By task; among several checkpoints each counts the same, however many members it has.
  // `activity`: of all members on these rows.
  MemberLogits logits(const Dataset& data, Activity* activity = nullptr);

 private:
  std::vector<Head> heads_;
  const std::vector<LoadedMember>& members_;
  std::deque<Evaluator> evaluators_;  // by member
};

}  // namespace mmoe
