// What a trainer saves, goes on from and goes back to.
#include <cmath>

#include "base/error.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace mmoe {

namespace {

constexpr int64_t kMostRollbacks = 10;

}  // namespace

// By default nobody has kept one.
SavedTraining Observer::rollback() { return SavedTraining("rollback"); }

TrainerState Trainer::state() const {
  return {progress_.step,     data_checksum_, early_stop_.best_step(), early_stop_.failures(),
          early_stop_.best(), result_.valid,  result_.stopped_early,   result_.rollbacks};
}

void Trainer::save(Observer& observer, CheckpointKind kind) {
  const bool with_state = kind != CheckpointKind::best;
  std::vector<CheckpointMember> members;
  for (Learner& learner : members_) members.push_back(learner.checkpoint(with_state));
  std::map<std::string, std::string> texts;
  if (with_state) texts = to_texts(state());
  observer.on_checkpoint(kind, progress_.step,
                         checkpoint_content(config_, data_.encoders, members, texts));
}

void Trainer::resume(const SavedTraining& saved) {
  if (saved.state().data != data_checksum_ || !has_encoders(saved.content(), data_.encoders)) {
    throw data_error("the rows are not those that " + saved.path() +
                     " was trained on; restore the files, or start anew with --overwrite");
  }
  in_checkpoint(saved.path(), [&] { restore(saved.content(), saved.state()); });
  progress_.resumed_at = progress_.step;
}

void Trainer::restore(const SafeTensors& content, const TrainerState& state) {
  std::vector<CheckpointMember> members;
  for (Learner& learner : members_) {
    members.push_back(learner.resume_at(state.step, state.best_step));
    learner.set_rate_factor(std::pow(0.5, static_cast<double>(state.rollbacks)));
  }
  restore_training(content, members);
  for (Learner& learner : members_) learner.resumed();
  early_stop_.resume(state.best, state.best_step, state.failures);
  progress_.step = state.step;
  tell_epoch();
  result_.valid = state.best_values;
  result_.stopped_early = state.stopped_early;
  result_.rollbacks = state.rollbacks;
}

bool Trainer::rolls_back() const { return config_.train.on_nonfinite == OnNonfinite::rollback; }

// Where the run was last known to be sound. Throws the reason if it has no such place, or came back
// too often.
void Trainer::go_back(Observer& observer, const Error& reason) {
  if (!rolls_back() || reason.code() != ExitCode::diverged || result_.rollbacks == kMostRollbacks) {
    throw reason;
  }
  const SavedTraining saved = observer.rollback();
  TrainerState state = saved.state();
  state.rollbacks = result_.rollbacks + 1;
  in_checkpoint(saved.path(), [&] { restore(saved.content(), state); });
  observer.on_rollback(progress_.step, reason.what());
}

}  // namespace mmoe
