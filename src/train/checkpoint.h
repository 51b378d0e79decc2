// A trained model in one file that needs nothing else: weights and buffers by their torch::nn
// names, the effective config, the fitted encoders; `last` also holds what training needs to go on.
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

// State of training by name: flat tensors of the optimizer, and plain numbers.
struct TrainingState {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  std::vector<std::pair<std::string, std::string>> values;
};

// What a checkpoint holds: views, where they lie on the CPU, of the tensors that go on changing. It
// says nothing of where and when: device, threads and folders stay out.
SafeTensors checkpoint_content(const RunConfig& config, const Encoders& encoders,
                               const MultiTaskModel& model, const ParameterStore& store,
                               const TrainingState* state = nullptr);

struct LoadedModel {
  RunConfig config;
  Encoders encoders;
  std::shared_ptr<MultiTaskModel> model;
  std::unique_ptr<ParameterStore> store;
};

// Throws Error(checkpoint) for a file that is missing, damaged, of an unknown version, or not one.
LoadedModel load_checkpoint(const std::string& path, const at::TensorOptions& options);

// The members of an ensemble predict the same tasks; Error(usage) names the file that does not.
void check_same_tasks(const RunConfig& first, const RunConfig& other, const std::string& path);

}  // namespace mmoe
