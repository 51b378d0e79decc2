// Experts and the gates that mix them.
#pragma once

#include <variant>

#include "config/layer_config.h"

namespace mmoe {

struct ExpertsConfig : MlpConfig {
  int64_t count = 8;
  ExpertsConfig() { hidden = {16}; }

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("count", self.count, "number of experts", within(1, 10000));
    MlpConfig::fields(visit, self);
  }
  bool operator==(const ExpertsConfig&) const = default;
};

// Weights of the experts from the raw input, Ma et al. 2018, equation 7.
struct SoftmaxGate {
  static constexpr const char* type = "softmax";
  std::vector<int64_t> hidden;
  Activation activation = Activation::relu;
  bool bias = false;
  double temperature = 1;
  double expert_dropout = 0;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("hidden", self.hidden, "widths of layers before the softmax; empty: linear",
          within(1, 1e6));
    visit("activation", self.activation, "after each hidden layer");
    visit("bias", self.bias, "whether the gate's layers have a bias");
    visit("temperature", self.temperature,
          "scores are divided by it before the softmax: above 1 the experts count more alike",
          above(0));
    visit(
        "expert_dropout", self.expert_dropout,
        "share of the experts left out of a row's mixture in training, the others' weights summing "
        "to one; keeps gates from settling on one expert (Zhao et al. 2019, section 4.2)",
        from_below(0, 1));
  }
  bool operator==(const SoftmaxGate&) const = default;
};

// Gate off: the mean of the experts.
struct AverageGate {
  static constexpr const char* type = "average";
  template <class Visitor, class Self>
  static void fields(Visitor&, Self&) {}
  bool operator==(const AverageGate&) const = default;
};

using GateConfig = std::variant<SoftmaxGate, AverageGate>;

// One level of customized gate control (Tang et al. 2020, section 4.1): experts that all tasks
// mix, and experts of each task alone.
struct CgcLevelConfig : MlpConfig {
  int64_t shared = 1, per_task = 1;
  CgcLevelConfig() { hidden = {16}; }

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("shared", self.shared, "experts that every task mixes", within(0, 10000));
    visit("per_task", self.per_task, "experts that each task has for itself", within(0, 10000));
    MlpConfig::fields(visit, self);
  }
  bool operator==(const CgcLevelConfig&) const = default;
};

}  // namespace mmoe
