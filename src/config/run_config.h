// A whole config: typed, checked, complete.
#pragma once

#include <string>
#include <vector>

#include "config/data_config.h"
#include "config/feature_config.h"
#include "config/model_config.h"
#include "config/task_config.h"
#include "config/train_config.h"

namespace mmoe {

struct RunConfig {
  std::string name;
  DataConfig data;
  std::vector<FeatureConfig> features;
  std::vector<TaskConfig> tasks;
  ModelConfig model;
  TrainConfig train;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("name", self.name, "name of the run; by default that of the file");
    visit("data", self.data, "where rows come from", required());
    visit("features", self.features, "which columns are inputs", required());
    visit("tasks", self.tasks, "what is predicted", required());
    visit("model", self.model, "the network", required());
    visit("train", self.train, "how it is trained");
  }
  bool operator==(const RunConfig&) const = default;
};

// Reads, merges, overrides and checks. Throws Error(usage) that lists every problem found.
RunConfig load_config(const std::string& path, const std::vector<std::string>& overrides = {});

// The same from text; `source` names it in messages.
RunConfig parse_config(const std::string& yaml, const std::string& source);

// The effective config as YAML; reading it back gives an equal config.
std::string to_yaml(const RunConfig& config);

// All keys with defaults, ranges and meaning, as Markdown (configs/README.md).
std::string config_reference();

}  // namespace mmoe
