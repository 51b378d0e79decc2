// The checkpoints in a run folder. At every moment one that was complete stays complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "train/safetensors.h"
#include "train/trainer.h"

namespace mmoe {

class CheckpointFiles {
 public:
  // Keeps so many of the way, `last` among them. `saved`: the good one that the run goes on from.
  CheckpointFiles(std::string folder, int64_t keep, const SavedTraining* saved);

  // Throws Error(resources) when the disk is full or fails: what was there is still there.
  void save(CheckpointKind kind, int64_t step, const SafeTensors& content);

  std::string path(CheckpointKind kind) const;

 private:
  void set_last_aside(int64_t step);
  void remove_superfluous() const;

  std::string folder_;
  int64_t keep_;
  std::optional<int64_t> last_step_;  // of `last`, where that is good
};

}  // namespace mmoe
