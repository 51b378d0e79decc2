// A trained model in one file that needs nothing else: weights and buffers by their torch::nn
// names, the effective config, the fitted encoders; `last` also holds what training needs to go on.
// What belongs to one of several members has "members.<number>." before its name.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/run_config.h"
#include "data/encoders.h"
#include "models/multi_task_model.h"
#include "nn/parameter_store.h"
#include "train/safetensors.h"

namespace mmoe {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;
using TrainingValues = std::vector<std::pair<std::string, std::string>>;

// Of one member what goes into a checkpoint; `state` is what it needs to go on: flat tensors of the
// optimizer and others.
struct CheckpointMember {
  const MultiTaskModel* model;
  const ParameterStore* store;
  NamedTensors state = {};
};

// What a checkpoint holds: views, where they lie on the CPU, of the tensors that go on changing. It
// says nothing of where and when: device, threads and folders stay out.
SafeTensors checkpoint_content(const RunConfig& config, const Encoders& encoders,
                               const std::vector<CheckpointMember>& members,
                               const TrainingValues& values = {});

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

// Throws Error(checkpoint) for a file that is missing, damaged, of an unknown version, or not one.
LoadedModel load_checkpoint(const std::string& path, const at::TensorOptions& options);

// Checkpoints of an ensemble predict the same tasks; Error(usage) names the file that does not.
void check_same_tasks(const RunConfig& first, const RunConfig& other, const std::string& path);

}  // namespace mmoe
