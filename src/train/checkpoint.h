// A trained model in one file that needs nothing else: weights and buffers by their torch::nn
// names, the effective config, the fitted encoders; `last` also holds what training needs to go on.
// What belongs to one of several members has "members.<number>." before its name.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "config/run_config.h"
#include "data/encoders.h"
#include "models/multi_task_model.h"
#include "nn/named_tensors.h"
#include "nn/parameter_store.h"
#include "train/safetensors.h"

namespace mmoe {

// Of one member what goes into a checkpoint and comes back from it; `state` is what it needs to go
// on: flat tensors of the optimizer and others.
struct CheckpointMember {
  const MultiTaskModel* model;
  const ParameterStore* store;
  NamedTensors state = {};
};

// What a checkpoint holds: views, where they lie on the CPU, of the tensors that go on changing. It
// says nothing of where and when: device, threads and folders stay out. `texts` go to its metadata.
SafeTensors checkpoint_content(const RunConfig& config, const Encoders& encoders,
                               const std::vector<CheckpointMember>& members,
                               const std::map<std::string, std::string>& texts = {});

// Copies what a checkpoint with state holds into the tensors of its members. Throws
// Error(checkpoint) if the file has others, or others of these.
void restore_training(const SafeTensors& content, const std::vector<CheckpointMember>& members);

// Before names of what belongs to this one of so many members; nothing for a single one.
std::string member_prefix(size_t member, size_t members);

struct LoadedMember {
  std::shared_ptr<MultiTaskModel> model;
  std::unique_ptr<ParameterStore> store;
};

struct LoadedModel {
  RunConfig config;
  Encoders encoders;
  std::vector<LoadedMember> members;  // `train.members` of them
};

// The parts of reading a file. All throw Error(checkpoint) for one that is missing, damaged, of an
// unknown version, or not one; the last names the file in what `read` throws.
std::unique_ptr<MappedFile> map_checkpoint(const std::string& path);
SafeTensors parse_checkpoint(const MappedFile& file, const std::string& path);
RunConfig config_in(const SafeTensors& content, const std::string& path);
void in_checkpoint(const std::string& path, const std::function<void()>& read);

LoadedModel load_checkpoint(const std::string& path, const at::TensorOptions& options);

// Whether rows are encoded as the checkpoint's were.
bool has_encoders(const SafeTensors& content, const Encoders& encoders);

// Checkpoints of an ensemble predict the same tasks; Error(usage) names the file that does not.
void check_same_tasks(const RunConfig& first, const RunConfig& other, const std::string& path);

}  // namespace mmoe
