// The state of a run in one of its checkpoints, to go on from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "config/run_config.h"
#include "train/safetensors.h"
#include "train/trainer_state.h"

namespace mmoe {

class SavedTraining {
 public:
  // Throws Error(checkpoint) for a file that is missing, damaged, of another version, or a model
  // alone.
  explicit SavedTraining(const std::string& path);

  const std::string& path() const { return path_; }
  const RunConfig& config() const { return config_; }
  const TrainerState& state() const { return state_; }
  const SafeTensors& content() const { return content_; }

 private:
  std::string path_;
  std::unique_ptr<MappedFile> file_;
  SafeTensors content_;  // views of the file
  RunConfig config_;
  TrainerState state_;
};

// The newest checkpoint of the way in the folder that is good; nothing if there is none at all.
// Those that are newer and damaged are told in `warnings`. Throws Error(checkpoint) if there are
// some, none of them good.
std::optional<SavedTraining> newest_saved_training(const std::string& folder,
                                                   std::vector<std::string>& warnings);

}  // namespace mmoe
