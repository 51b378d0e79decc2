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
  // Of each task, [rows, logits_of(task)]: before the sigmoid of a binary task, the value of a
  // regression.
  std::vector<Source> logits;

  // A gate's weights, a column an expert.
  struct Gate {
    std::string name;
    Source weights;
  };
  std::vector<Gate> gates;

  // The mean of max(0, p(task) - p(before)) over a batch's rows, times `factor`, is part of the
  // loss (Xi et al. 2021, equation 10).
  struct OrderPenalty {
    size_t task = 0, before = 0;
    double factor = 0;
  };
  std::vector<OrderPenalty> penalties;
};

// Builds the network and draws its initial parameters from `seed`.
std::shared_ptr<MultiTaskModel> build_model(const ModelConfig& config,
                                            const std::vector<TaskConfig>& tasks,
                                            const Schema& schema, int64_t seed);

}  // namespace mmoe
