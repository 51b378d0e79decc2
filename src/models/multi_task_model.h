// A network for several tasks: a graph of blocks and where each task's logits come out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
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
    std::vector<std::string> experts = {};  // their names
  };
  std::vector<Gate> gates;

  // A hidden layer: its units after the activation, a column each.
  struct Layer {
    std::string name;
    Source units;
    Activation activation;
  };
  std::vector<Layer> layers;

  // The layers [first, end) of a task's tower; a tower without any is left out.
  struct Tower {
    std::string task;
    size_t first = 0, end = 0;
  };
  std::vector<Tower> towers;

  // Experts and the gates that mix them, none where all count the same. What a gate does not see
  // has the weight 0.
  struct Mixture {
    std::string name;
    std::vector<std::string> experts, gates;
    Source outputs;  // [rows, experts * width]
    Source weights;  // [rows, gates * experts]
  };
  std::vector<Mixture> mixtures;

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
