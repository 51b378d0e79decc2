// A network for several tasks: a graph of blocks and where each task's logits come out.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "config/model_config.h"
#include "config/task_config.h"
#include "data/schema.h"
#include "nn/graph.h"

namespace mmoe {

class MultiTaskModel : public Graph {
 public:
  // Of each task, [rows, 1]: before the sigmoid of a binary task, the value of a regression.
  std::vector<Source> logits;
};

// Builds the network and draws its initial parameters from `seed`.
std::shared_ptr<MultiTaskModel> build_model(const ModelConfig& config,
                                            const std::vector<TaskConfig>& tasks,
                                            const Schema& schema, int64_t seed);

}  // namespace mmoe
