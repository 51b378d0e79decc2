#include "train/checkpoint_evaluator.h"

namespace mmoe {

CheckpointEvaluator::CheckpointEvaluator(const LoadedModel& loaded,
                                         const at::TensorOptions& options)
    : heads_(heads_of(loaded.config.tasks, loaded.encoders.label_scalings())),
      members_(loaded.members) {
  for (const LoadedMember& member : members_) evaluators_.emplace_back(*member.model, options);
}

MemberLogits CheckpointEvaluator::logits(const Dataset& data, Activity* activity) {
  std::vector<MemberLogits> all;
  std::vector<ActivityMeter> meters;
  for (size_t member = 0; member < members_.size(); ++member) {
    ActivityMeter& meter = meters.emplace_back(*members_[member].model);
    all.push_back({heads_, evaluators_[member].logits(data, activity ? &meter : nullptr)});
  }
  if (activity != nullptr) *activity = activity_of_members(meters);
  return {heads_, average_logits(all)};
}

}  // namespace mmoe
